package io.heddle.drive.internal;

import io.heddle.runtime.DiskFile;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Reads chains of chunks at opening. */
final class ChunkReader implements AutoCloseable {
    private static final int WINDOW_BYTES = 1 << 20;

    private final DiskFile file;
    private final Crc crc;
    private final long journalId;
    private final int chunkCount;
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment window = arena.allocate(WINDOW_BYTES, 4096);
    private final MemorySegment number = arena.allocate(8);
    private long windowStart;
    private int windowBytes;
    private long generation;
    private int next;
    private long at;
    private int left;
    private int[] chunks = new int[16];
    private int count;
    private @Nullable String damage;

    ChunkReader(DiskFile file, Crc crc, long journalId) {
        this.file = file;
        this.crc = crc;
        this.journalId = journalId;
        this.chunkCount = CheckpointFormat.chunks(file.sizeBytes());
    }

    /** Goes to the beginning of a stream. */
    void open(int firstChunk, long streamGeneration) {
        generation = streamGeneration;
        next = firstChunk + 1;
        left = 0;
        count = 0;
    }

    /** What is wrong, or null. */
    @Nullable
    String damage() {
        return damage;
    }

    /** Says that the content makes no sense. */
    void refuse(String why) {
        damage = why;
    }

    /** The chunks that were read of this stream. */
    int[] chunks() {
        return Arrays.copyOf(chunks, count);
    }

    int getInt() {
        get(number, 0, 4);
        return number.get(FrameFormat.INT, 0);
    }

    long getLong() {
        get(number, 0, 8);
        return number.get(FrameFormat.LONG, 0);
    }

    /** Copies the next bytes; zeros when there is damage. */
    void get(MemorySegment to, long offset, int bytes) {
        int done = 0;
        while (done < bytes) {
            if (left == 0 && !load()) {
                to.asSlice(offset + done, bytes - done).fill((byte) 0);
                return;
            }
            int part = Math.min(bytes - done, left);
            MemorySegment.copy(window, at, to, offset + done, part);
            at += part;
            left -= part;
            done += part;
        }
    }

    @Override
    public void close() {
        arena.close();
    }

    private boolean load() {
        if (damage != null) {
            return false;
        }
        int chunk = next - 1;
        // A chain with more chunks than there are is a circle.
        if (chunk < 0 || chunk >= chunkCount || count == chunkCount) {
            damage = "a chain of chunks of the checkpoint ends early";
            return false;
        }
        long position = CheckpointFormat.position(chunk);
        if (position < windowStart
                || position + CheckpointFormat.CHUNK_BYTES > windowStart + windowBytes) {
            int bytes = (int) Math.min(WINDOW_BYTES, file.sizeBytes() - position);
            int read = file.readNow(position, window, 0, bytes);
            windowStart = position;
            windowBytes = Math.max(0, read);
        }
        long offset = position - windowStart;
        if (windowBytes < CheckpointFormat.CHUNK_BYTES
                || !CheckpointFormat.isSealed(
                        crc, journalId, CheckpointFormat.CHUNK_MAGIC, window, offset)
                || window.get(FrameFormat.LONG, offset + 8) != generation
                || window.get(FrameFormat.INT, offset + 16) != chunk
                || !holds(window.get(FrameFormat.INT, offset + 24))) {
            damage = "chunk " + chunk + " of the checkpoint is damaged";
            return false;
        }
        if (count == chunks.length) {
            chunks = Arrays.copyOf(chunks, count * 2);
        }
        chunks[count++] = chunk;
        next = window.get(FrameFormat.INT, offset + 20);
        left = window.get(FrameFormat.INT, offset + 24);
        at = offset + CheckpointFormat.CHUNK_HEADER_BYTES;
        return left > 0;
    }

    private static boolean holds(int bytes) {
        return bytes >= 0
                && bytes <= CheckpointFormat.CHUNK_BYTES - CheckpointFormat.CHUNK_HEADER_BYTES;
    }
}
