package io.heddle.drive.internal;

import io.heddle.drive.RecordReader;
import io.heddle.drive.RecordWriter;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Applies the entries of a record to its bucket: keys to the table, blocks to the map, small payload to
 * the cache. A new record gets blocks allocated and a trailer that names them; a replayed one has both.
 */
final class RecordApplier implements BlockMap.Freed {
    /** A record has no more blocks, though many tiny pieces could ask for them. */
    static final int MAX_RECORD_BLOCKS = 512;

    private final BlockSpace space;
    private final BlockCache cache;
    private final IoTickets tickets;
    private final HeldRecords records;
    private final Crc crc;
    private final Trailer trailer;
    private long ordinal;
    private boolean replaying;
    private long trailerAt;
    private @Nullable HeldRecord held;
    private final int[] checksums = new int[MAX_RECORD_BLOCKS];

    RecordApplier(
            BlockSpace space,
            BlockCache cache,
            IoTickets tickets,
            HeldRecords records,
            Crc crc,
            Trailer trailer) {
        this.space = space;
        this.cache = cache;
        this.tickets = tickets;
        this.records = records;
        this.crc = crc;
        this.trailer = trailer;
    }

    /**
     * Applies a new record; {@code trailer} says afterwards where its blocks are.
     *
     * @return the record with its payload if that must be written to the blocks first, or null
     */
    @Nullable
    HeldRecord apply(RecordReader record, BucketTable table, long recordOrdinal) {
        ordinal = recordOrdinal;
        replaying = false;
        held = null;
        trailer.begin();
        record.rewind();
        while (record.next()) {
            if (record.kind() == RecordWriter.WRITE) {
                write(record, table);
            } else {
                change(record, table);
            }
        }
        return held;
    }

    /** Applies a record of the journal whose trailer begins at {@code offset}. */
    void replay(RecordReader record, BucketTable table, MemorySegment memory, long offset) {
        ordinal = 0;
        replaying = true;
        trailerAt = offset;
        record.rewind();
        while (record.next()) {
            if (record.kind() == RecordWriter.WRITE) {
                replayWrite(record, table, memory);
            } else {
                change(record, table);
            }
        }
    }

    @Override
    public void onFreed(int address) {
        boolean stays = !cache.drop(address, ordinal);
        if (!replaying && !stays) {
            space.freeLater(address, ordinal, tickets.next());
        }
    }

    private void change(RecordReader record, BucketTable table) {
        MemorySegment memory = record.memory();
        switch (record.kind()) {
            case RecordWriter.PUT ->
                table.table()
                        .put(
                                memory,
                                record.keyOffset(),
                                record.keyBytes(),
                                memory,
                                record.valueOffset(),
                                record.valueBytes());
            case RecordWriter.DELETE ->
                table.table().remove(memory, record.keyOffset(), record.keyBytes());
            default ->
                table.blocks().punch(record.inode(), record.firstBlock(), record.endBlock(), this);
        }
    }

    private void write(RecordReader record, BucketTable table) {
        if (record.isLarge()) {
            large(record, table);
            return;
        }
        int blocks = record.blocks();
        trailer.beginWrite(false);
        for (int done = 0; done < blocks; ) {
            int address = space.allocate(blocks - done);
            int run = space.runBlocks();
            trailer.run(address, run);
            for (int i = 0; i < run; i++) {
                small(record, table, done + i, address + i);
            }
            done += run;
        }
        trailer.endWrite();
    }

    private void large(RecordReader record, BucketTable table) {
        HeldRecord waiting = held;
        if (waiting == null) {
            waiting = records.take(ordinal, table);
            waiting.setPayload(records.payload(record.fullBytes()));
            held = waiting;
        }
        PayloadBuffer payload = Objects.requireNonNull(waiting.payload());
        int blocks = record.blocks();
        trailer.beginWrite(true);
        for (int done = 0; done < blocks; ) {
            int address = space.allocate(blocks - done);
            int run = space.runBlocks();
            trailer.run(address, run);
            int at = waiting.addRun(address, run);
            for (int i = 0; i < run; i++) {
                int block = at + i * BlockSpace.BLOCK_BYTES;
                copyBlock(record, done + i, payload.memory(), block);
                checksums[done + i] =
                        map(record, table, done + i, address + i, payload.memory(), block);
            }
            done += run;
        }
        for (int i = 0; i < blocks; i++) {
            trailer.checksum(checksums[i]);
        }
        trailer.endWrite();
    }

    private void replayWrite(RecordReader record, BucketTable table, MemorySegment memory) {
        int runs = memory.get(FrameFormat.INT, trailerAt);
        boolean outside = memory.get(FrameFormat.INT, trailerAt + 4) != 0;
        long at = trailerAt + 8;
        long sums = at + 8L * runs;
        int block = 0;
        for (int r = 0; r < runs; r++, at += 8) {
            int address = memory.get(FrameFormat.INT, at);
            int end = address + memory.get(FrameFormat.INT, at + 4);
            for (; address < end; address++, block++) {
                if (outside) {
                    int sum = memory.get(FrameFormat.INT, sums + 4L * block);
                    place(record, table, block, address, sum);
                } else {
                    small(record, table, block, address);
                }
            }
        }
        trailerAt = sums + (outside ? (4L * block + 7) & ~7L : 0);
    }

    private void small(RecordReader record, BucketTable table, int index, int address) {
        int slot = cache.addDirty(address, ordinal);
        MemorySegment block = cache.memory(slot);
        long at = BlockCache.offset(slot);
        copyBlock(record, index, block, at);
        map(record, table, index, address, block, at);
    }

    private static void copyBlock(RecordReader record, int index, MemorySegment block, long at) {
        int from = index * BlockSpace.BLOCK_BYTES;
        int bytes = Math.min(BlockSpace.BLOCK_BYTES, record.valueBytes() - from);
        MemorySegment.copy(record.memory(), record.payloadOffset() + from, block, at, bytes);
        for (int i = bytes; i < BlockSpace.BLOCK_BYTES; i++) {
            block.set(ValueLayout.JAVA_BYTE, at + i, (byte) 0);
        }
    }

    private int map(
            RecordReader record,
            BucketTable table,
            int index,
            int address,
            MemorySegment block,
            long at) {
        int sum = crc.block(
                record.inode(), record.firstBlock() + index, (int) record.sequence(), block, at);
        place(record, table, index, address, sum);
        return sum;
    }

    private void place(RecordReader record, BucketTable table, int index, int address, int sum) {
        int generation = (int) record.sequence();
        int before = table.blocks()
                .set(record.inode(), record.firstBlock() + index, address, sum, generation);
        if (before >= 0) {
            onFreed(before);
        }
    }
}
