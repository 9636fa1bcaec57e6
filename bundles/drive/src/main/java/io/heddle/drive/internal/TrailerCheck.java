package io.heddle.drive.internal;

import io.heddle.drive.RecordReader;
import io.heddle.drive.RecordWriter;

import java.lang.foreign.MemorySegment;

/**
 * Whether the trailer of a record in the journal is one that this drive could have written. A checksum
 * says that the bytes are the written ones, not that the writer was right: replay must not run astray.
 */
final class TrailerCheck {
    private TrailerCheck() {}

    /** @param end where the entry with the trailer ends */
    static boolean fits(
            RecordReader record, MemorySegment memory, long trailerAt, long end, int driveBlocks) {
        long at = trailerAt;
        record.rewind();
        while (record.next()) {
            if (record.kind() == RecordWriter.WRITE) {
                at = writeEnd(record, memory, at, end, driveBlocks);
                if (at < 0) {
                    return false;
                }
            }
        }
        return at == end;
    }

    /** Where the part of a WRITE ends, or -1. */
    private static long writeEnd(
            RecordReader record, MemorySegment memory, long at, long end, int driveBlocks) {
        if (at + 8 > end || record.blocks() > RecordApplier.MAX_RECORD_BLOCKS) {
            return -1;
        }
        int runs = memory.get(FrameFormat.INT, at);
        boolean outside = memory.get(FrameFormat.INT, at + 4) != 0;
        long sums = at + 8 + 8L * runs;
        if (runs < 0 || sums > end || outside != record.isLarge()) {
            return -1;
        }
        long blocks = 0;
        for (long run = at + 8; run < sums; run += 8) {
            int address = memory.get(FrameFormat.INT, run);
            int length = memory.get(FrameFormat.INT, run + 4);
            if (address < 0 || length <= 0 || length > driveBlocks - address) {
                return -1;
            }
            blocks += length;
        }
        long next = sums + (outside ? (4 * blocks + 7) & ~7L : 0);
        return blocks == record.blocks() && next <= end ? next : -1;
    }
}
