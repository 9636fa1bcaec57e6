package io.heddle.fusehost;

import java.util.function.LongConsumer;

/**
 * How often each node of a mount is open, and marks on open nodes. A primitive open-addressing table:
 * nothing is allocated once it has grown. On the mount's loop only.
 */
public final class OpenNodes {
    /** The bucket knows that the node is open, so that unlinking keeps its data. */
    public static final int ANNOUNCED = 1;
    /** POSIX locks were taken: they end when their owner closes any handle. */
    public static final int POSIX_LOCKED = 2;

    private static final int COUNT_SHIFT = 8;
    private static final long FLAGS = 0xff;

    private long[] nodes = new long[256];
    private long[] states = new long[256]; // 0 is a free slot.
    private final LockOwners lockOwners = new LockOwners();
    private int size;
    private long handles;

    /** Who has locks through which handle. */
    public LockOwners lockOwners() {
        return lockOwners;
    }

    /** Open handles of all nodes. */
    public long handles() {
        return handles;
    }

    /** Open handles of a node. */
    public int count(long node) {
        return (int) (states[slot(node)] >>> COUNT_SHIFT);
    }

    /** The marks of an open node, 0 if it is not open. */
    public int flags(long node) {
        return (int) (states[slot(node)] & FLAGS);
    }

    /** Sets marks on an open node; without effect if it is not open. */
    public void mark(long node, int flags) {
        int slot = slot(node);
        if (states[slot] != 0) {
            states[slot] |= flags & FLAGS;
        }
    }

    /** One handle more. */
    public void opened(long node) {
        int slot = slot(node);
        if (states[slot] == 0) {
            if (2 * (size + 1) > nodes.length) {
                grow();
                slot = slot(node);
            }
            nodes[slot] = node;
            size++;
        }
        states[slot] += 1L << COUNT_SHIFT;
        handles++;
    }

    /**
     * One handle less.
     *
     * @return the marks of the node if this was its last handle, else -1
     */
    public int released(long node) {
        int slot = slot(node);
        if (states[slot] == 0) {
            return -1;
        }
        handles--;
        states[slot] -= 1L << COUNT_SHIFT;
        if (states[slot] >>> COUNT_SHIFT != 0) {
            return -1;
        }
        int flags = (int) (states[slot] & FLAGS);
        remove(slot);
        return flags;
    }

    /** Gives every announced node that is open. */
    public void announced(LongConsumer consumer) {
        for (int i = 0; i < nodes.length; i++) {
            if (states[i] != 0 && (states[i] & ANNOUNCED) != 0) {
                consumer.accept(nodes[i]);
            }
        }
    }

    /** The slot of a node, or the free one where it would go. */
    private int slot(long node) {
        int mask = nodes.length - 1;
        int slot = home(node);
        while (states[slot] != 0 && nodes[slot] != node) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int home(long node) {
        return (int) (node * 0x9E37_79B9_7F4A_7C15L >>> 32) & nodes.length - 1;
    }

    /** Removes by shifting later entries back, so that there are no tombstones. */
    private void remove(int slot) {
        int mask = nodes.length - 1;
        int hole = slot;
        for (int next = hole + 1 & mask; states[next] != 0; next = next + 1 & mask) {
            if ((next - home(nodes[next]) & mask) >= (next - hole & mask)) {
                nodes[hole] = nodes[next];
                states[hole] = states[next];
                hole = next;
            }
        }
        states[hole] = 0;
        size--;
    }

    private void grow() {
        long[] oldNodes = nodes;
        long[] oldStates = states;
        nodes = new long[2 * oldNodes.length];
        states = new long[2 * oldNodes.length];
        for (int i = 0; i < oldNodes.length; i++) {
            if (oldStates[i] != 0) {
                int slot = slot(oldNodes[i]);
                nodes[slot] = oldNodes[i];
                states[slot] = oldStates[i];
            }
        }
    }
}
