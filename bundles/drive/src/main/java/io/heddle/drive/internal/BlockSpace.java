package io.heddle.drive.internal;

import java.util.Arrays;

/**
 * Which blocks are in use: a bitmap, next fit. A freed block waits in a queue until the record that freed
 * it is durable and no transfer that may name it is in flight; only then it may be overwritten. That is
 * what makes every write copy-on-write.
 */
final class BlockSpace {
    static final int BLOCK_BYTES = 4096;

    private final long[] used;
    private final int blocks;
    private int available;
    private int hand;
    private int runBlocks;

    private int freedMask = 1023;
    private int[] freedBlock = new int[freedMask + 1];
    private long[] freedBy = new long[freedMask + 1];
    private long[] freedTicket = new long[freedMask + 1];
    private long freedHead;
    private long freedTail;

    BlockSpace(int blocks) {
        this.blocks = blocks;
        this.used = new long[(blocks + 63) >>> 6];
        this.available = blocks;
    }

    int blocks() {
        return blocks;
    }

    /** Blocks that can be allocated now. */
    int available() {
        return available;
    }

    /** Blocks that hold nothing, those in the queue included. */
    int free() {
        return available + (int) (freedTail - freedHead);
    }

    /**
     * Allocates blocks that lie side by side, at most {@code want}; there must be one.
     *
     * @return the first; {@link #runBlocks} says how many
     */
    int allocate(int want) {
        int first = findFree();
        int end = first;
        int limit = (int) Math.min((long) first + want, blocks);
        while (end < limit && !isUsed(end)) {
            set(end++);
        }
        runBlocks = end - first;
        available -= runBlocks;
        hand = end == blocks ? 0 : end;
        return first;
    }

    /** The length of the run that {@link #allocate} gave. */
    int runBlocks() {
        return runBlocks;
    }

    /** Frees a block as soon as record {@code ordinal} is durable and earlier transfers have ended. */
    void freeLater(int block, long ordinal, long ticket) {
        if (freedTail - freedHead > freedMask) {
            growQueue();
        }
        int i = (int) freedTail++ & freedMask;
        freedBlock[i] = block;
        freedBy[i] = ordinal;
        freedTicket[i] = ticket;
    }

    /** Frees a block now. */
    void free(int block) {
        clear(block);
        available++;
    }

    /** Makes freed blocks available. @return how many */
    int reclaim(long durableOrdinal, IoTickets tickets) {
        int count = 0;
        while (freedHead < freedTail) {
            int i = (int) freedHead & freedMask;
            if (freedBy[i] > durableOrdinal || !tickets.endedBefore(freedTicket[i])) {
                break;
            }
            clear(freedBlock[i]);
            freedHead++;
            count++;
        }
        available += count;
        return count;
    }

    /** For recovery: everything is free. */
    void reset() {
        Arrays.fill(used, 0);
        available = blocks;
        freedHead = 0;
        freedTail = 0;
    }

    /** For recovery: a block is in use. @return false when it was already, or lies outside */
    boolean claim(int block) {
        if (block < 0 || block >= blocks || isUsed(block)) {
            return false;
        }
        set(block);
        available--;
        return true;
    }

    private int findFree() {
        if (available <= 0) {
            throw new IllegalStateException("no free block, though the record was admitted");
        }
        int word = hand >>> 6;
        long free = ~used[word] & -1L << hand;
        while (true) {
            if (free != 0) {
                int block = (word << 6) + Long.numberOfTrailingZeros(free);
                if (block < blocks) {
                    return block;
                }
            }
            word = word + 1 == used.length ? 0 : word + 1;
            free = ~used[word];
        }
    }

    private boolean isUsed(int block) {
        return (used[block >>> 6] & 1L << block) != 0;
    }

    private void set(int block) {
        used[block >>> 6] |= 1L << block;
    }

    private void clear(int block) {
        used[block >>> 6] &= ~(1L << block);
    }

    private void growQueue() {
        int oldMask = freedMask;
        int[] oldBlock = freedBlock;
        long[] oldBy = freedBy;
        long[] oldTicket = freedTicket;
        freedMask = (oldMask + 1) * 2 - 1;
        freedBlock = new int[freedMask + 1];
        freedBy = new long[freedMask + 1];
        freedTicket = new long[freedMask + 1];
        for (long i = freedHead; i < freedTail; i++) {
            freedBlock[(int) i & freedMask] = oldBlock[(int) i & oldMask];
            freedBy[(int) i & freedMask] = oldBy[(int) i & oldMask];
            freedTicket[(int) i & freedMask] = oldTicket[(int) i & oldMask];
        }
    }
}
