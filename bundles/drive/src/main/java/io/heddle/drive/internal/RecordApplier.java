package io.heddle.drive.internal;

import io.heddle.drive.RecordReader;
import io.heddle.drive.RecordWriter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Applies the entries of a record to its bucket: keys to the table, blocks to the map, small payload to
 * the cache. A new record gets blocks allocated and a trailer that names them; a replayed one has both.
 */
final class RecordApplier implements BlockMap.Freed {
    private final BlockSpace space;
    private final BlockCache cache;
    private final IoTickets tickets;
    private final Crc crc;
    private final Trailer trailer;
    private long ordinal;
    private boolean replaying;
    private int runAddress;
    private int runLeft;
    private long trailerAt;

    RecordApplier(BlockSpace space, BlockCache cache, IoTickets tickets, Crc crc, Trailer trailer) {
        this.space = space;
        this.cache = cache;
        this.tickets = tickets;
        this.crc = crc;
        this.trailer = trailer;
    }

    /** Applies a new record; {@code trailer} says afterwards where its blocks are. */
    void apply(RecordReader record, BucketTable table, long recordOrdinal) {
        ordinal = recordOrdinal;
        replaying = false;
        trailer.begin();
        record.rewind();
        while (record.next()) {
            if (record.kind() == RecordWriter.WRITE) {
                write(record, table);
            } else {
                change(record, table);
            }
        }
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
        cache.drop(address);
        if (!replaying) {
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

    private void replayWrite(RecordReader record, BucketTable table, MemorySegment memory) {
        int runs = memory.get(FrameFormat.INT, trailerAt);
        long at = trailerAt + 8;
        trailerAt = at + 8L * runs;
        int block = 0;
        for (int r = 0; r < runs; r++, at += 8) {
            runAddress = memory.get(FrameFormat.INT, at);
            runLeft = memory.get(FrameFormat.INT, at + 4);
            for (; runLeft > 0; runLeft--) {
                small(record, table, block++, runAddress++);
            }
        }
    }

    private void small(RecordReader record, BucketTable table, int index, int address) {
        int slot = cache.addDirty(address, ordinal);
        MemorySegment block = cache.memory(slot);
        long at = BlockCache.offset(slot);
        int from = index * BlockSpace.BLOCK_BYTES;
        int bytes = Math.min(BlockSpace.BLOCK_BYTES, record.valueBytes() - from);
        MemorySegment.copy(record.memory(), record.payloadOffset() + from, block, at, bytes);
        for (int i = bytes; i < BlockSpace.BLOCK_BYTES; i++) {
            block.set(ValueLayout.JAVA_BYTE, at + i, (byte) 0);
        }
        int generation = (int) record.sequence();
        long number = record.firstBlock() + index;
        int sum = crc.block(record.inode(), number, generation, block, at);
        int before = table.blocks().set(record.inode(), number, address, sum, generation);
        if (before >= 0) {
            onFreed(before);
        }
    }
}
