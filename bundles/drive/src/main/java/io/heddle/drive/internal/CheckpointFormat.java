package io.heddle.drive.internal;

import java.lang.foreign.MemorySegment;

/**
 * The checkpoint area: two header slots, then chunks of 4 KiB. Little-endian. A checkpoint counts when its
 * header is durable; the older one of the two headers stays good until then.
 *
 * <pre>
 * header slot (generation modulo 2) of 4096 bytes
 *   0 u32 magic    4 u32 CRC32C of the slot with this field 0, seeded with the journal id
 *   8 u64 generation                16 u64 place of the oldest journal frame that is kept
 *  24 u64 sequence of that frame    32 u32 checksum of the frame before it
 *  36 u32 first chunk of the directory
 * chunk of 4096 bytes
 *   0 u32 magic    4 u32 CRC32C of the chunk with this field 0, seeded with the journal id
 *   8 u64 generation that wrote it  16 u32 its own number   20 u32 next chunk + 1, 0 at the end
 *  24 u32 bytes used                28 u32 0                32 content
 * directory (content of its chunks)
 *   u32 buckets, u32 0, for each:  u32 bucket, u32 first chunk, u64 generation of its snapshot
 * snapshot of a bucket
 *   u32 bucket, u32 epoch, u64 sequence, u64 chain, u64 committed, u64 keys, u64 groups,
 *   keys and then groups of the block map, each:  u32 key bytes, u32 value bytes, key, value
 * </pre>
 */
final class CheckpointFormat {
    static final int HEADER_MAGIC = 0x314b4348; // "HCK1"
    static final int CHUNK_MAGIC = 0x31484348; // "HCH1"
    static final int SLOT_BYTES = 4096;
    static final int SLOTS = 2;
    static final int CHUNK_BYTES = 4096;
    static final int CHUNK_HEADER_BYTES = 32;

    private CheckpointFormat() {}

    static long position(int chunk) {
        return (long) SLOTS * SLOT_BYTES + (long) chunk * CHUNK_BYTES;
    }

    static int chunks(long areaBytes) {
        return (int) ((areaBytes - (long) SLOTS * SLOT_BYTES) / CHUNK_BYTES);
    }

    /** Fills the checksum of a slot or chunk in. */
    static void seal(Crc crc, long journalId, MemorySegment memory, long offset) {
        memory.set(FrameFormat.INT, offset + 4, 0);
        memory.set(FrameFormat.INT, offset + 4, crc.seeded(journalId, memory, offset, CHUNK_BYTES));
    }

    static boolean isSealed(Crc crc, long journalId, int magic, MemorySegment memory, long offset) {
        int sum = memory.get(FrameFormat.INT, offset + 4);
        if (memory.get(FrameFormat.INT, offset) != magic) {
            return false;
        }
        memory.set(FrameFormat.INT, offset + 4, 0);
        boolean good = crc.seeded(journalId, memory, offset, CHUNK_BYTES) == sum;
        memory.set(FrameFormat.INT, offset + 4, sum);
        return good;
    }
}
