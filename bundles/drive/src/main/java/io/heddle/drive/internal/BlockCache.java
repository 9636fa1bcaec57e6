package io.heddle.drive.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Blocks in memory by address. A dirty one has its content in the journal only and waits to be destaged;
 * then it is clean and serves reads until its memory is wanted. The memory grows in steps up to the limit
 * and, because nothing may be lost, over it while all blocks are dirty.
 */
final class BlockCache {
    private static final int SLAB_SLOTS = 256;
    private static final byte FREE = 0;
    private static final byte DIRTY = 1;
    private static final byte WRITING = 2;
    private static final byte ORPHAN = 3; // Dropped while it was being written.
    private static final byte CLEAN = 4;

    private final Arena arena = Arena.ofShared();
    private final int limitSlots;
    private final IntMap byAddress = new IntMap();
    private MemorySegment[] slabs = new MemorySegment[4];
    private int slots;
    private int[] address = new int[0];
    private byte[] state = new byte[0];
    private long[] stamp = new long[0];
    private long[] freedBy = new long[0];
    private int[] next = new int[0];
    private int[] previous = new int[0];
    private int freeHead = -1;
    private final SlotList dirty = new SlotList();
    private final SlotList clean = new SlotList();
    private int writing;
    private boolean keepsFreed;

    BlockCache(long limitBytes) {
        this.limitSlots = (int) Math.max(SLAB_SLOTS, limitBytes / BlockSpace.BLOCK_BYTES);
    }

    /** The slot of an address or -1. */
    int find(int blockAddress) {
        return byAddress.get(blockAddress);
    }

    /** Bytes outside the heap. */
    long bytes() {
        return (long) slots * BlockSpace.BLOCK_BYTES;
    }

    MemorySegment memory(int slot) {
        return slabs[slot / SLAB_SLOTS];
    }

    static long offset(int slot) {
        return (long) (slot % SLAB_SLOTS) * BlockSpace.BLOCK_BYTES;
    }

    int address(int slot) {
        return address[slot];
    }

    /**
     * A slot for a new block that is not on the drive yet; the caller fills it.
     *
     * @param recordOrdinal the record that wrote it
     */
    int addDirty(int blockAddress, long recordOrdinal) {
        int slot = take();
        address[slot] = blockAddress;
        state[slot] = DIRTY;
        stamp[slot] = recordOrdinal;
        dirty.append(slot);
        byAddress.put(blockAddress, slot);
        return slot;
    }

    /**
     * Forgets a block that was freed. While a checkpoint is being written, its snapshots may name a block
     * that is dirty: such a one is destaged all the same, and {@link #endWrite} says then that it is free.
     *
     * @param recordOrdinal the record that freed it
     * @return false when the block stays until it is destaged
     */
    boolean drop(int blockAddress, long recordOrdinal) {
        int slot = byAddress.get(blockAddress);
        if (slot < 0) {
            return true;
        }
        if (state[slot] == DIRTY && keepsFreed) {
            freedBy[slot] = recordOrdinal;
            return false;
        }
        byAddress.remove(blockAddress);
        switch (state[slot]) {
            case DIRTY -> {
                dirty.remove(slot);
                release(slot);
            }
            case CLEAN -> {
                clean.remove(slot);
                release(slot);
            }
            default -> state[slot] = ORPHAN;
        }
        return true;
    }

    /** Whether dirty blocks are destaged even when they were freed meanwhile. */
    void keepFreed(boolean keep) {
        keepsFreed = keep;
    }

    /** The dirty block that waits longest or -1. */
    int oldestDirty() {
        return dirty.head;
    }

    /** The dirty block at an address, or -1. */
    int dirtyAt(int blockAddress) {
        int slot = byAddress.get(blockAddress);
        return slot >= 0 && state[slot] == DIRTY ? slot : -1;
    }

    /** The record that wrote the block. */
    long stamp(int slot) {
        return stamp[slot];
    }

    void beginWrite(int slot) {
        dirty.remove(slot);
        state[slot] = WRITING;
        writing++;
    }

    /** @return the record that freed the block while it stayed to be destaged, or 0 */
    long endWrite(int slot) {
        writing--;
        long freed = freedBy[slot];
        freedBy[slot] = 0;
        if (state[slot] == ORPHAN) {
            release(slot);
        } else if (freed != 0) {
            byAddress.remove(address[slot]);
            release(slot);
        } else {
            state[slot] = CLEAN;
            clean.append(slot);
        }
        return freed;
    }

    int dirtyBlocks() {
        return dirty.size;
    }

    int writingBlocks() {
        return writing;
    }

    int limitBlocks() {
        return limitSlots;
    }

    long residentBytes() {
        return (long) slots * BlockSpace.BLOCK_BYTES;
    }

    void close() {
        arena.close();
    }

    private int take() {
        if (freeHead < 0) {
            if (slots >= limitSlots && clean.head >= 0) {
                int victim = clean.head;
                clean.remove(victim);
                byAddress.remove(address[victim]);
                release(victim);
            } else {
                addSlab();
            }
        }
        int slot = freeHead;
        freeHead = next[slot];
        return slot;
    }

    private void release(int slot) {
        state[slot] = FREE;
        next[slot] = freeHead;
        freeHead = slot;
    }

    private void addSlab() {
        int index = slots / SLAB_SLOTS;
        if (index == slabs.length) {
            slabs = Arrays.copyOf(slabs, index * 2);
        }
        slabs[index] =
                arena.allocate((long) SLAB_SLOTS * BlockSpace.BLOCK_BYTES, BlockSpace.BLOCK_BYTES);
        int first = slots;
        slots += SLAB_SLOTS;
        if (slots > address.length) {
            int size = Math.max(slots, address.length * 2);
            address = Arrays.copyOf(address, size);
            state = Arrays.copyOf(state, size);
            stamp = Arrays.copyOf(stamp, size);
            freedBy = Arrays.copyOf(freedBy, size);
            next = Arrays.copyOf(next, size);
            previous = Arrays.copyOf(previous, size);
        }
        for (int slot = slots - 1; slot >= first; slot--) {
            release(slot);
        }
    }

    /** Slots in the order of their coming. */
    private final class SlotList {
        private int head = -1;
        private int tail = -1;
        private int size;

        void append(int slot) {
            next[slot] = -1;
            previous[slot] = tail;
            if (tail >= 0) {
                next[tail] = slot;
            } else {
                head = slot;
            }
            tail = slot;
            size++;
        }

        void remove(int slot) {
            if (previous[slot] >= 0) {
                next[previous[slot]] = next[slot];
            } else {
                head = next[slot];
            }
            if (next[slot] >= 0) {
                previous[next[slot]] = previous[slot];
            } else {
                tail = previous[slot];
            }
            size--;
        }
    }
}
