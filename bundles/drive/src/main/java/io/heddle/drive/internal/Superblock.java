package io.heddle.drive.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.DiskCompletion;
import io.heddle.runtime.DiskFile;
import io.heddle.runtime.StorageException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a drive is: written twice at creation, checked at every opening.
 *
 * <pre>
 *  0 u64 magic "HEDDLEDR"   8 u32 format version   12 u32 CRC32C of the slot with this field 0
 * 16 u64 cluster id        24 u32 server           28 u32 bytes of a block
 * 32 u64 journal id        40 u64 bytes for blocks 48 u64 bytes of the journal
 * 56 u64 bytes of the checkpoint area              64 u64 created, ns since 1970
 * </pre>
 */
record Superblock(
        long clusterId,
        int server,
        long journalId,
        long blockBytes,
        long journalBytes,
        long checkpointBytes,
        long createdNs) {
    static final String FILE = "superblock";
    static final int FORMAT = 1;
    static final int SLOT_BYTES = 4096;
    static final int SLOTS = 2;
    private static final long MAGIC = 0x5244454c44444548L; // "HEDDLEDR"

    /**
     * Writes both slots durably; {@code memory} holds {@link #SLOT_BYTES} and is borrowed until done.
     *
     * @param done told twice, with {@link #SLOT_BYTES} as the token
     */
    void write(DiskFile file, MemorySegment memory, Crc crc, DiskCompletion done) {
        memory.asSlice(0, SLOT_BYTES).fill((byte) 0);
        memory.set(FrameFormat.LONG, 0, MAGIC);
        memory.set(FrameFormat.INT, 8, FORMAT);
        memory.set(FrameFormat.LONG, 16, clusterId);
        memory.set(FrameFormat.INT, 24, server);
        memory.set(FrameFormat.INT, 28, BlockSpace.BLOCK_BYTES);
        memory.set(FrameFormat.LONG, 32, journalId);
        memory.set(FrameFormat.LONG, 40, blockBytes);
        memory.set(FrameFormat.LONG, 48, journalBytes);
        memory.set(FrameFormat.LONG, 56, checkpointBytes);
        memory.set(FrameFormat.LONG, 64, createdNs);
        memory.set(FrameFormat.INT, 12, crc.of(memory, 0, SLOT_BYTES));
        for (int slot = 0; slot < SLOTS; slot++) {
            file.write((long) slot * SLOT_BYTES, memory, 0, SLOT_BYTES, true, done, SLOT_BYTES);
        }
    }

    /**
     * Reads the first good slot.
     *
     * @return null when the file was created and never written: nothing was ever stored
     * @throws StorageException EIO when both slots are damaged, EPROTO for a newer format
     */
    static @org.jspecify.annotations.Nullable Superblock read(DiskFile file, Crc crc) {
        boolean blank = true;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(SLOT_BYTES, 4096);
            for (int slot = 0; slot < SLOTS; slot++) {
                if (file.readNow((long) slot * SLOT_BYTES, memory, 0, SLOT_BYTES) != SLOT_BYTES) {
                    blank = false;
                    continue;
                }
                int sum = memory.get(FrameFormat.INT, 12);
                memory.set(FrameFormat.INT, 12, 0);
                if (memory.get(FrameFormat.LONG, 0) == MAGIC
                        && sum == crc.of(memory, 0, SLOT_BYTES)) {
                    return parse(memory);
                }
                memory.set(FrameFormat.INT, 12, sum);
                blank &= isZero(memory);
            }
        }
        if (blank) {
            return null;
        }
        throw new StorageException(
                Errno.EIO,
                "Both copies of the drive's superblock are damaged;"
                        + " move the drive folder away and start again: the other replicas fill it.");
    }

    private static Superblock parse(MemorySegment memory) {
        int format = memory.get(FrameFormat.INT, 8);
        if (format > FORMAT) {
            throw new StorageException(
                    Errno.EPROTO,
                    "The drive has format "
                            + format
                            + " and this version reads up to "
                            + FORMAT
                            + "; start the version that wrote it, or a newer one.");
        }
        return new Superblock(
                memory.get(FrameFormat.LONG, 16),
                memory.get(FrameFormat.INT, 24),
                memory.get(FrameFormat.LONG, 32),
                memory.get(FrameFormat.LONG, 40),
                memory.get(FrameFormat.LONG, 48),
                memory.get(FrameFormat.LONG, 56),
                memory.get(FrameFormat.LONG, 64));
    }

    private static boolean isZero(MemorySegment memory) {
        for (long at = 0; at < memory.byteSize(); at += 8) {
            if (memory.get(FrameFormat.LONG, at) != 0) {
                return false;
            }
        }
        return true;
    }
}
