package io.heddle.transport.internal;

import io.heddle.transport.Session;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Buffers for whole messages outside the heap, in five sizes. Slabs are taken when first needed and
 * kept; beyond the cap the answer is {@link #NONE}. A buffer is named by an int, so that nothing is
 * allocated to pass it on.
 */
final class MessagePool implements AutoCloseable {
    static final int NONE = -1;

    private static final int CLASS_SHIFT = 24;
    private static final int NUMBER_MASK = (1 << CLASS_SHIFT) - 1;

    /** Headers and small payloads, a page with its header, 64 KiB with it, 1 MiB with it, the most. */
    private static final int[] SIZE_BYTES = {
        1 << 10, 8 << 10, 72 << 10, 1100 << 10, Session.MAX_MESSAGE_BYTES
    };

    /** Buffers of a slab as a power of two: slabs of 256 KiB to 4 MiB. */
    private static final int[] SLAB_SHIFT = {8, 6, 3, 1, 0};

    private final Arena arena = Arena.ofShared();
    private final long capBytes;
    private final MemorySegment[][] slabs = new MemorySegment[SIZE_BYTES.length][0];
    private final int[][] free = new int[SIZE_BYTES.length][0];
    private final int[] freeCount = new int[SIZE_BYTES.length];
    private long slabBytes;
    private int used;

    MessagePool(long capBytes) {
        this.capBytes = capBytes;
    }

    /** A buffer of at least {@code lengthBytes}, or {@link #NONE}. */
    int take(int lengthBytes) {
        return take(lengthBytes, capBytes);
    }

    /** As {@link #take(int)}, for answers, which nobody can refuse: up to twice the cap. */
    int takeForReply(int lengthBytes) {
        return take(lengthBytes, capBytes * 2);
    }

    private int take(int lengthBytes, long mostBytes) {
        int size = 0;
        while (SIZE_BYTES[size] < lengthBytes) {
            size++;
        }
        if (freeCount[size] == 0 && !grow(size, mostBytes)) {
            // Slabs are never given back, so the cap may be in those of a larger size.
            while (freeCount[size] == 0) {
                if (++size == SIZE_BYTES.length) {
                    return NONE;
                }
            }
        }
        used++;
        return size << CLASS_SHIFT | free[size][--freeCount[size]];
    }

    /** Gives a buffer back; {@link #NONE} is welcome, too. */
    void give(int buffer) {
        if (buffer != NONE) {
            int size = buffer >>> CLASS_SHIFT;
            free[size][freeCount[size]++] = buffer & NUMBER_MASK;
            used--;
        }
    }

    MemorySegment memory(int buffer) {
        int size = buffer >>> CLASS_SHIFT;
        return slabs[size][(buffer & NUMBER_MASK) >>> SLAB_SHIFT[size]];
    }

    long offset(int buffer) {
        int size = buffer >>> CLASS_SHIFT;
        int inSlab = buffer & (1 << SLAB_SHIFT[size]) - 1;
        return (long) inSlab * SIZE_BYTES[size];
    }

    /** Buffers that are out now: 0 when nothing leaked. */
    int used() {
        return used;
    }

    private boolean grow(int size, long mostBytes) {
        int count = 1 << SLAB_SHIFT[size];
        long bytes = (long) count * SIZE_BYTES[size];
        if (slabBytes + bytes > mostBytes) {
            return false;
        }
        int slab = slabs[size].length;
        slabs[size] = Arrays.copyOf(slabs[size], slab + 1);
        slabs[size][slab] = arena.allocate(bytes, 64);
        slabBytes += bytes;
        free[size] = Arrays.copyOf(free[size], free[size].length + count);
        for (int i = count - 1; i >= 0; i--) {
            free[size][freeCount[size]++] = slab * count + i;
        }
        return true;
    }

    @Override
    public void close() {
        arena.close();
    }
}
