package io.heddle.meta.internal;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Buffers for answers that wait and for blocks that were read, in four size classes. A buffer is made
 * on first need and kept; a class has a limit, and reaching it is the caller's refusal to count.
 */
final class BufferPool implements AutoCloseable {
    private static final int[] CLASS_BYTES = {1 << 10, 16 << 10, 128 << 10, (1 << 20) + (64 << 10)};
    private static final int[] LIMITS = {2048, 256, 96, 32};
    private static final int ALIGNMENT = 4096;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment[][] free = new MemorySegment[CLASS_BYTES.length][];
    private final int[] freeCount = new int[CLASS_BYTES.length];
    private final int[] made = new int[CLASS_BYTES.length];

    BufferPool() {
        for (int i = 0; i < free.length; i++) {
            free[i] = new MemorySegment[LIMITS[i]];
        }
    }

    /** A page-aligned buffer of at least this size, or null when its class is used up. */
    @Nullable
    MemorySegment take(int bytes) {
        int size = classOf(bytes);
        if (size < 0) {
            return null;
        }
        if (freeCount[size] > 0) {
            return free[size][--freeCount[size]];
        }
        if (made[size] == LIMITS[size]) {
            return null;
        }
        made[size]++;
        return arena.allocate(CLASS_BYTES[size], ALIGNMENT);
    }

    /** Takes a buffer back. */
    void give(MemorySegment buffer) {
        int size = classOf((int) buffer.byteSize());
        free[size][freeCount[size]++] = buffer;
    }

    /** Buffers that are out. */
    int taken() {
        int taken = 0;
        for (int i = 0; i < made.length; i++) {
            taken += made[i] - freeCount[i];
        }
        return taken;
    }

    /** Bytes of all buffers that were made. */
    long bytes() {
        long bytes = 0;
        for (int i = 0; i < made.length; i++) {
            bytes += (long) made[i] * CLASS_BYTES[i];
        }
        return bytes;
    }

    private static int classOf(int bytes) {
        for (int i = 0; i < CLASS_BYTES.length; i++) {
            if (bytes <= CLASS_BYTES[i]) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        arena.close();
    }
}
