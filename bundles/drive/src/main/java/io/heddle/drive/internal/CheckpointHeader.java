package io.heddle.drive.internal;

import io.heddle.runtime.DiskCompletion;
import io.heddle.runtime.DiskFile;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What makes a checkpoint count, see {@link CheckpointFormat}.
 *
 * @param tailPlace where the oldest frame of the journal lies that is kept
 * @param tailFrame its sequence
 * @param tailCrc the checksum of the frame before it
 */
record CheckpointHeader(
        long generation, long tailPlace, long tailFrame, int tailCrc, int directory) {
    /** Writes it durably into its slot; {@code memory} holds a slot and is borrowed until done. */
    void write(DiskFile file, MemorySegment memory, Crc crc, long journalId, DiskCompletion done) {
        memory.fill((byte) 0);
        memory.set(FrameFormat.INT, 0, CheckpointFormat.HEADER_MAGIC);
        memory.set(FrameFormat.LONG, 8, generation);
        memory.set(FrameFormat.LONG, 16, tailPlace);
        memory.set(FrameFormat.LONG, 24, tailFrame);
        memory.set(FrameFormat.INT, 32, tailCrc);
        memory.set(FrameFormat.INT, 36, directory);
        CheckpointFormat.seal(crc, journalId, memory, 0);
        long position = generation % CheckpointFormat.SLOTS * CheckpointFormat.SLOT_BYTES;
        file.write(position, memory, 0, CheckpointFormat.SLOT_BYTES, true, done, generation);
    }

    /** The newest good one, or null before the first checkpoint. */
    static @Nullable CheckpointHeader read(DiskFile file, Crc crc, long journalId) {
        CheckpointHeader newest = null;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(CheckpointFormat.SLOT_BYTES, 4096);
            for (int slot = 0; slot < CheckpointFormat.SLOTS; slot++) {
                long position = (long) slot * CheckpointFormat.SLOT_BYTES;
                int read = file.readNow(position, memory, 0, CheckpointFormat.SLOT_BYTES);
                if (read != CheckpointFormat.SLOT_BYTES
                        || !CheckpointFormat.isSealed(
                                crc, journalId, CheckpointFormat.HEADER_MAGIC, memory, 0)) {
                    continue;
                }
                long generation = memory.get(FrameFormat.LONG, 8);
                if (newest == null || generation > newest.generation) {
                    newest = new CheckpointHeader(
                            generation,
                            memory.get(FrameFormat.LONG, 16),
                            memory.get(FrameFormat.LONG, 24),
                            memory.get(FrameFormat.INT, 32),
                            memory.get(FrameFormat.INT, 36));
                }
            }
        }
        return newest;
    }
}
