package io.heddle.drive.internal;

import io.heddle.drive.RecordReader;
import io.heddle.drive.RecordWriter;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.DiskFile;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Gives records out again, for replicas that lack them: from the frames that are still in memory, else by
 * reading the journal at once. That blocks the loop, so it is for replicas that fell behind only.
 */
final class RecordFetcher {
    private static final int WINDOW_BYTES = 256 << 10;

    private final DiskFile journalFile;
    private final DiskFile blocks;
    private final JournalRing ring;
    private final JournalWriter journal;
    private final BlockCache cache;
    private final HeldRecords held;
    private final Crc crc;
    private final RecordReader reader = new RecordReader();
    private @Nullable Arena arena;
    private MemorySegment window = MemorySegment.NULL;
    private MemorySegment block = MemorySegment.NULL;
    private MemorySegment entry = MemorySegment.NULL;
    private long entryAt;

    RecordFetcher(
            DiskFile journalFile,
            DiskFile blocks,
            JournalRing ring,
            JournalWriter journal,
            BlockCache cache,
            HeldRecords held,
            Crc crc) {
        this.journalFile = journalFile;
        this.blocks = blocks;
        this.ring = ring;
        this.journal = journal;
        this.cache = cache;
        this.held = held;
        this.crc = crc;
    }

    /** See {@link io.heddle.drive.Drive#readRecords}. */
    int read(BucketTable table, long sequence, MemorySegment to, long offset, int capacityBytes) {
        int used = 0;
        for (long next = sequence; next <= table.sequence(); next++) {
            long place = table.index().place(next);
            if (place < 0) {
                boolean waits = next > table.durableSequence();
                return used > 0 || waits ? used : -Errno.ENODATA;
            }
            if (!load(place)) {
                return used > 0 ? used : -Errno.ENODATA;
            }
            int bytes = copy(to, offset + used, capacityBytes - used);
            if (bytes <= 0) {
                return used > 0 || bytes == 0 ? used : bytes;
            }
            used += bytes;
        }
        return used;
    }

    /** Bytes outside the heap. */
    long bytes() {
        return arena == null ? 0 : window.byteSize() + block.byteSize();
    }

    void close() {
        if (arena != null) {
            arena.close();
        }
    }

    /** Finds the entry of a record in memory or reads it. */
    private boolean load(long place) {
        FrameBuffer frame = journal.inMemory(place);
        if (frame != null) {
            entry = frame.memory();
            entryAt = place - frame.place();
        } else if (!readEntry(place)) {
            return false;
        }
        int stored = entry.get(FrameFormat.INT, entryAt);
        boolean stripped = entry.get(FrameFormat.INT, entryAt + 8) != 0;
        return reader.wrap(entry, entryAt + FrameFormat.ENTRY_BYTES, stored, stripped) == 0;
    }

    private boolean readEntry(long place) {
        prepare();
        long position = ring.position(place);
        long start = position & -FrameFormat.SECTOR_BYTES;
        int bytes = (int) Math.min(WINDOW_BYTES, ring.sizeBytes() - start);
        if (journalFile.readNow(start, window, 0, bytes) != bytes) {
            return false;
        }
        entryAt = position - start;
        entry = window;
        int whole = EntryCodec.entryBytes(
                window.get(FrameFormat.INT, entryAt), window.get(FrameFormat.INT, entryAt + 4));
        if (whole < 0 || entryAt + whole > window.byteSize()) {
            return false;
        }
        int missing = FrameFormat.padded((int) entryAt + whole);
        return missing <= bytes || journalFile.readNow(start, window, 0, missing) == missing;
    }

    private int copy(MemorySegment to, long offset, int capacityBytes) {
        int full = reader.fullBytes();
        if (full < RecordWriter.HEADER_BYTES || full > RecordWriter.MAX_BYTES) {
            return -Errno.ENODATA;
        }
        if (4 + full > capacityBytes) {
            return 0;
        }
        to.set(FrameFormat.INT, offset, full);
        long at = offset + 4;
        if (full == reader.lengthBytes()) {
            MemorySegment.copy(reader.memory(), reader.offset(), to, at, full);
            return 4 + full;
        }
        MemorySegment.copy(reader.memory(), reader.offset(), to, at, RecordWriter.HEADER_BYTES);
        at += RecordWriter.HEADER_BYTES;
        long trailer = entryAt + FrameFormat.ENTRY_BYTES + FrameFormat.align(reader.lengthBytes());
        reader.rewind();
        while (reader.next()) {
            long bytes = reader.entryEnd() - reader.entryOffset();
            MemorySegment.copy(reader.memory(), reader.entryOffset(), to, at, bytes);
            at += bytes;
            if (reader.kind() == RecordWriter.WRITE) {
                int runs = entry.get(FrameFormat.INT, trailer);
                if (EntryCodec.isOutside(reader)) {
                    if (!payload(trailer + 8, runs, to, at)) {
                        return -Errno.ENODATA;
                    }
                    at += reader.valueBytes() + 7 & ~7;
                    trailer += 4L * reader.blocks() + 7 & ~7L;
                }
                trailer += 8 + 8L * runs;
            }
        }
        return 4 + full;
    }

    /** Copies the payload of a WRITE from the blocks; false when it is not there any more. */
    private boolean payload(long runsAt, int runs, MemorySegment to, long at) {
        prepare();
        long sums = runsAt + 8L * runs;
        int index = 0;
        for (int r = 0; r < runs; r++) {
            int address = entry.get(FrameFormat.INT, runsAt + 8L * r);
            int end = address + entry.get(FrameFormat.INT, runsAt + 8L * r + 4);
            for (; address < end; address++, index++) {
                if (!readBlock(address)) {
                    return false;
                }
                int sum = crc.block(
                        reader.inode(),
                        reader.firstBlock() + index,
                        (int) reader.sequence(),
                        block,
                        0);
                if (sum != entry.get(FrameFormat.INT, sums + 4L * index)) {
                    return false;
                }
                int from = index * BlockSpace.BLOCK_BYTES;
                int bytes = Math.min(BlockSpace.BLOCK_BYTES, (reader.valueBytes() + 7 & ~7) - from);
                MemorySegment.copy(block, 0, to, at + from, bytes);
            }
        }
        return true;
    }

    private boolean readBlock(int address) {
        int slot = cache.find(address);
        if (slot >= 0) {
            MemorySegment.copy(
                    cache.memory(slot), BlockCache.offset(slot), block, 0, BlockSpace.BLOCK_BYTES);
            return true;
        }
        return held.read(address, block, 0)
                || blocks.readNow(
                                (long) address * BlockSpace.BLOCK_BYTES,
                                block,
                                0,
                                BlockSpace.BLOCK_BYTES)
                        == BlockSpace.BLOCK_BYTES;
    }

    private void prepare() {
        if (arena == null) {
            arena = Arena.ofShared();
            window = arena.allocate(FrameFormat.MAX_BYTES + 4096L, 4096);
            block = arena.allocate(BlockSpace.BLOCK_BYTES, 4096);
        }
    }
}
