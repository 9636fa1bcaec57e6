package io.heddle.drive.internal;

import java.util.Arrays;

/**
 * Numbers transfers of the blocks file in the order of their start. A freed block may be used again when
 * every transfer that began before it was freed has ended, because one of them may name it.
 */
final class IoTickets {
    private int mask = 63;
    private boolean[] ended = new boolean[mask + 1];
    private long oldest = 1;
    private long next = 1;

    /** A transfer starts. @return its ticket */
    long start() {
        if (next - oldest > mask) {
            grow();
        }
        ended[(int) next & mask] = false;
        return next++;
    }

    void end(long ticket) {
        ended[(int) ticket & mask] = true;
        while (oldest < next && ended[(int) oldest & mask]) {
            oldest++;
        }
    }

    /** The ticket that the next transfer gets. */
    long next() {
        return next;
    }

    /** Whether all transfers with a ticket below {@code ticket} have ended. */
    boolean endedBefore(long ticket) {
        return oldest >= ticket;
    }

    boolean idle() {
        return oldest == next;
    }

    private void grow() {
        boolean[] old = ended;
        int oldMask = mask;
        mask = (mask + 1) * 2 - 1;
        ended = Arrays.copyOf(old, mask + 1);
        for (long ticket = oldest; ticket < next; ticket++) {
            ended[(int) ticket & mask] = old[(int) ticket & oldMask];
        }
    }
}
