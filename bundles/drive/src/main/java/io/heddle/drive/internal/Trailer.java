package io.heddle.drive.internal;

import java.lang.foreign.MemorySegment;

/** Where a replica put the blocks of a record: written behind it in the journal, see {@link FrameFormat}. */
final class Trailer {
    private final MemorySegment memory;
    private int position;
    private int writeAt;
    private int runs;
    private boolean checksums;

    /** @param memory room for 20 bytes per block of a record */
    Trailer(MemorySegment memory) {
        this.memory = memory;
    }

    void begin() {
        position = 0;
    }

    /** The next WRITE of the record. */
    void beginWrite(boolean withChecksums) {
        writeAt = position;
        position += 8;
        runs = 0;
        checksums = withChecksums;
    }

    void run(int address, int blocks) {
        memory.set(FrameFormat.INT, position, address);
        memory.set(FrameFormat.INT, position + 4, blocks);
        position += 8;
        runs++;
    }

    /** The checksum of the next block; after the runs. */
    void checksum(int crc) {
        memory.set(FrameFormat.INT, position, crc);
        position += 4;
    }

    void endWrite() {
        if ((position & 4) != 0) {
            checksum(0);
        }
        memory.set(FrameFormat.INT, writeAt, runs);
        memory.set(FrameFormat.INT, writeAt + 4, checksums ? 1 : 0);
    }

    int bytes() {
        return position;
    }

    MemorySegment memory() {
        return memory;
    }
}
