package io.heddle.drive.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A frame of the journal: one durable write with the records of one turn. Little-endian.
 *
 * <pre>
 *  0 u32 magic             4 u32 length with header, without padding
 *  8 u64 frame sequence   16 u64 incarnation of the journal (random, of each opening)
 * 24 u64 place: bytes written since creation, gaps at the ring's end included
 * 32 u64 frame up to which all were durable when this one was written
 * 40 u32 checksum of the frame before    44 u32 entries
 * 48 u64 0                56 u32 0        60 u32 CRC32C, seeded with the journal id, of everything else
 * 64 entries, 8-byte aligned:
 *      0 u32 stored bytes of the record   4 u32 bytes of the trailer
 *      8 u32 0                           12 u32 chain after the record
 *     16 the record; payloads of 64 KiB and more are left out (they lie in the blocks)
 *        trailer, for each WRITE of the record:
 *          u32 runs, u32 1: checksums follow, runs x (u32 address, u32 blocks), [blocks x u32 CRC32C],
 *          padding to 8
 * </pre>
 */
final class FrameFormat {
    static final int MAGIC = 0x314a4448; // "HDJ1"
    static final int HEADER_BYTES = 64;
    static final int ENTRY_BYTES = 16;
    static final int SECTOR_BYTES = 512;
    static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** No frame is longer: a record of 1,179,648 bytes with a trailer for each of its blocks. */
    static final int MAX_BYTES = 1_500_000 / SECTOR_BYTES * SECTOR_BYTES;

    private static final int CRC = 60;

    private FrameFormat() {}

    static void seal(
            MemorySegment frame,
            int lengthBytes,
            long sequence,
            long incarnation,
            long place,
            long durable,
            int previousCrc,
            int entries) {
        frame.set(INT, 0, MAGIC);
        frame.set(INT, 4, lengthBytes);
        frame.set(LONG, 8, sequence);
        frame.set(LONG, 16, incarnation);
        frame.set(LONG, 24, place);
        frame.set(LONG, 32, durable);
        frame.set(INT, 40, previousCrc);
        frame.set(INT, 44, entries);
        frame.set(LONG, 48, 0L);
        frame.set(INT, 56, 0);
    }

    /** Computes the checksum of a frame. */
    static int checksum(
            Crc crc, long journalId, MemorySegment memory, long offset, int lengthBytes) {
        crc.seeded(journalId, memory, offset, CRC);
        return crc.add(memory, offset + HEADER_BYTES, lengthBytes - HEADER_BYTES);
    }

    static void setCrc(MemorySegment frame, int crc) {
        frame.set(INT, CRC, crc);
    }

    static int crc(MemorySegment memory, long offset) {
        return memory.get(INT, offset + CRC);
    }

    static boolean hasMagic(MemorySegment memory, long offset) {
        return memory.get(INT, offset) == MAGIC;
    }

    static int length(MemorySegment memory, long offset) {
        return memory.get(INT, offset + 4);
    }

    static long sequence(MemorySegment memory, long offset) {
        return memory.get(LONG, offset + 8);
    }

    static long place(MemorySegment memory, long offset) {
        return memory.get(LONG, offset + 24);
    }

    static long durable(MemorySegment memory, long offset) {
        return memory.get(LONG, offset + 32);
    }

    static int previousCrc(MemorySegment memory, long offset) {
        return memory.get(INT, offset + 40);
    }

    static int entries(MemorySegment memory, long offset) {
        return memory.get(INT, offset + 44);
    }

    static int padded(int lengthBytes) {
        return (lengthBytes + SECTOR_BYTES - 1) & -SECTOR_BYTES;
    }

    static int align(int bytes) {
        return (bytes + 7) & ~7;
    }
}
