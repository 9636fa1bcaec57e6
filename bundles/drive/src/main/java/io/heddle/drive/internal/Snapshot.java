package io.heddle.drive.internal;

import io.heddle.drive.StateStore;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The state of a bucket as a stream of bytes, see {@link CheckpointFormat}. */
final class Snapshot {
    private Snapshot() {}

    /** Writes a bucket. @param nothing an empty key */
    static int[] write(BucketTable table, ChunkWriter out, MemorySegment nothing) {
        out.beginStream();
        out.putInt(table.bucket());
        out.putInt(table.epoch());
        out.putLong(table.sequence());
        out.putLong(table.chain());
        out.putLong(table.committedSequence());
        out.putLong(table.table().size());
        out.putLong(table.blocks().table().size());
        writeTable(table.table(), out, nothing);
        writeTable(table.blocks().table(), out, nothing);
        return out.endStream();
    }

    private static void writeTable(MemTable table, ChunkWriter out, MemorySegment nothing) {
        TableCursor cursor = table.cursor();
        for (boolean more = cursor.seek(nothing, 0, 0); more; more = cursor.next()) {
            StateStore.View key = cursor.key();
            StateStore.View value = cursor.value();
            out.putInt(key.lengthBytes());
            out.putInt(value.lengthBytes());
            out.put(key.memory(), key.offset(), key.lengthBytes());
            out.put(value.memory(), value.offset(), value.lengthBytes());
        }
    }

    /**
     * Reads a bucket into its empty table.
     *
     * @param generation the checkpoint that wrote it
     * @return its number; damage is the reader's to tell
     */
    static int read(ChunkReader in, Buckets buckets, long generation) {
        int bucket = in.getInt();
        if (in.damage() != null || !Buckets.isValid(bucket)) {
            return -1;
        }
        BucketTable table = buckets.table(bucket);
        int epoch = in.getInt();
        long sequence = in.getLong();
        long chain = in.getLong();
        long committed = in.getLong();
        long keys = in.getLong();
        long groups = in.getLong();
        readTable(in, table.table(), keys);
        readTable(in, table.blocks().table(), groups);
        table.advance(sequence, epoch, chain);
        table.durable(sequence);
        table.committed(committed);
        table.setSnapshot(sequence, in.chunks(), generation);
        return bucket;
    }

    private static void readTable(ChunkReader in, MemTable table, long entries) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocate(StateStore.MAX_KEY_BYTES);
            MemorySegment value = arena.allocate(StateStore.MAX_VALUE_BYTES);
            for (long i = 0; i < entries && in.damage() == null; i++) {
                int keyBytes = in.getInt();
                int valueBytes = in.getInt();
                if (keyBytes < 0
                        || keyBytes > StateStore.MAX_KEY_BYTES
                        || valueBytes < 0
                        || valueBytes > StateStore.MAX_VALUE_BYTES) {
                    in.refuse("an entry of the checkpoint has an impossible length");
                    return;
                }
                in.get(key, 0, keyBytes);
                in.get(value, 0, valueBytes);
                table.put(key, 0, keyBytes, value, 0, valueBytes);
            }
        }
    }
}
