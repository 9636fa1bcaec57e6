package io.heddle.transport.internal;

import io.heddle.transport.Session;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Buffers for whole messages outside the heap, in five sizes. Slabs are taken when first needed and
 * kept until another size needs their memory; beyond the cap the answer is {@link #NONE}. A buffer is
 * named by an int, so that nothing is allocated to pass it on.
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

    private static final class Slab {
        private final Arena arena = Arena.ofShared();
        private final MemorySegment memory;
        private int used;

        Slab(long bytes) {
            memory = arena.allocate(bytes, 64);
        }
    }

    private final long capBytes;
    private final @Nullable Slab[][] slabs = new @Nullable Slab[SIZE_BYTES.length][0];
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
        int wanted = 0;
        while (SIZE_BYTES[wanted] < lengthBytes) {
            wanted++;
        }
        int size = wanted;
        if (freeCount[size] == 0 && !grow(size, mostBytes)) {
            // At the cap: a larger buffer will do, or else what smaller ones leave unused.
            while (size < SIZE_BYTES.length && freeCount[size] == 0) {
                size++;
            }
            if (size == SIZE_BYTES.length) {
                size = wanted;
                if (!reclaim(slabBytes(size), mostBytes) || !grow(size, mostBytes)) {
                    return NONE;
                }
            }
        }
        int number = free[size][--freeCount[size]];
        slab(size, number).used++;
        used++;
        return size << CLASS_SHIFT | number;
    }

    /** Gives a buffer back; {@link #NONE} is welcome, too. */
    void give(int buffer) {
        if (buffer != NONE) {
            int size = buffer >>> CLASS_SHIFT;
            int number = buffer & NUMBER_MASK;
            free[size][freeCount[size]++] = number;
            slab(size, number).used--;
            used--;
        }
    }

    MemorySegment memory(int buffer) {
        return slab(buffer >>> CLASS_SHIFT, buffer & NUMBER_MASK).memory;
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

    private Slab slab(int size, int number) {
        Slab slab = slabs[size][number >>> SLAB_SHIFT[size]];
        if (slab == null) {
            throw new IllegalStateException("A buffer of a slab that is gone");
        }
        return slab;
    }

    private static long slabBytes(int size) {
        return (long) SIZE_BYTES[size] << SLAB_SHIFT[size];
    }

    private boolean grow(int size, long mostBytes) {
        long bytes = slabBytes(size);
        if (slabBytes + bytes > mostBytes) {
            return false;
        }
        int place = Arrays.asList(slabs[size]).indexOf(null);
        if (place < 0) {
            place = slabs[size].length;
            slabs[size] = Arrays.copyOf(slabs[size], place + 1);
            free[size] = Arrays.copyOf(free[size], slabs[size].length << SLAB_SHIFT[size]);
        }
        slabs[size][place] = new Slab(bytes);
        slabBytes += bytes;
        for (int i = (1 << SLAB_SHIFT[size]) - 1; i >= 0; i--) {
            free[size][freeCount[size]++] = (place << SLAB_SHIFT[size]) + i;
        }
        return true;
    }

    /** Gives slabs that nobody uses back to the system until there is room; false if there is not. */
    private boolean reclaim(long bytes, long mostBytes) {
        long unused = 0;
        for (int size = 0; size < SIZE_BYTES.length; size++) {
            for (Slab slab : slabs[size]) {
                unused += slab != null && slab.used == 0 ? slabBytes(size) : 0;
            }
        }
        if (slabBytes - unused + bytes > mostBytes) {
            return false;
        }
        for (int size = 0; size < SIZE_BYTES.length; size++) {
            for (int place = 0; place < slabs[size].length; place++) {
                Slab slab = slabs[size][place];
                if (slab != null && slab.used == 0 && slabBytes + bytes > mostBytes) {
                    slabs[size][place] = null;
                    slabBytes -= slabBytes(size);
                    slab.arena.close();
                }
            }
            forget(size);
        }
        return true;
    }

    /** Drops the free buffers whose slab is gone. */
    private void forget(int size) {
        int kept = 0;
        for (int i = 0; i < freeCount[size]; i++) {
            int number = free[size][i];
            if (slabs[size][number >>> SLAB_SHIFT[size]] != null) {
                free[size][kept++] = number;
            }
        }
        freeCount[size] = kept;
    }

    @Override
    public void close() {
        for (Slab[] ofSize : slabs) {
            for (Slab slab : ofSize) {
                if (slab != null) {
                    slab.arena.close();
                }
            }
        }
    }
}
