package io.heddle.dpdk.frames;

import java.util.Arrays;

/**
 * Frames that wait for the Ethernet address of a neighbour: short queues in arrays, so that nothing is
 * allocated. A frame is a handle of the port (an mbuf) and the address of its first byte.
 */
final class PendingFrames {
    /** What a burst to a new peer is made of; of more, the oldest go (RFC 1122 asks for one). */
    static final int MOST_EACH = 32;

    private static final int NONE = -1;

    private final FrameLink link;
    private final FrameCounts counts;
    private final long[] handles;
    private final long[] frames;
    private final int[] next;
    private final int[] heads;
    private final int[] tails;
    private final int[] lengths;
    private int free;

    PendingFrames(int neighbours, int capacity, FrameLink link, FrameCounts counts) {
        this.link = link;
        this.counts = counts;
        handles = new long[capacity];
        frames = new long[capacity];
        next = new int[capacity];
        for (int index = 0; index < capacity; index++) {
            next[index] = index + 1 == capacity ? NONE : index + 1;
        }
        heads = new int[neighbours];
        tails = new int[neighbours];
        lengths = new int[neighbours];
        Arrays.fill(heads, NONE);
        Arrays.fill(tails, NONE);
    }

    /** Takes a frame; one that finds no place is dropped. */
    void hold(int neighbour, long handle, long frame) {
        if (lengths[neighbour] == MOST_EACH) {
            drop(take(neighbour));
        }
        int slot = free;
        if (slot == NONE) {
            counts.add(FrameCount.PENDING_DROPPED);
            link.dropped(handle);
            return;
        }
        free = next[slot];
        handles[slot] = handle;
        frames[slot] = frame;
        next[slot] = NONE;
        if (tails[neighbour] == NONE) {
            heads[neighbour] = slot;
        } else {
            next[tails[neighbour]] = slot;
        }
        tails[neighbour] = slot;
        lengths[neighbour]++;
    }

    /** Writes the destination into all that wait, and gives them to the port in order. */
    void resolve(int neighbour, long mac) {
        while (lengths[neighbour] > 0) {
            int slot = take(neighbour);
            Mac.write(frames[slot], mac);
            link.resolved(handles[slot]);
        }
    }

    void dropAll(int neighbour) {
        while (lengths[neighbour] > 0) {
            drop(take(neighbour));
        }
    }

    private void drop(int slot) {
        counts.add(FrameCount.PENDING_DROPPED);
        link.dropped(handles[slot]);
    }

    /** The first one's slot, free already; valid until the next frame is held. */
    private int take(int neighbour) {
        int slot = heads[neighbour];
        heads[neighbour] = next[slot];
        if (heads[neighbour] == NONE) {
            tails[neighbour] = NONE;
        }
        lengths[neighbour]--;
        next[slot] = free;
        free = slot;
        return slot;
    }
}
