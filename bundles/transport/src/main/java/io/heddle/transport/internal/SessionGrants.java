package io.heddle.transport.internal;

/**
 * Grants as one session sees them. As a sender: how much of a message may go before the receiver has
 * said more. As a receiver: which of the peer's messages have grants to be told.
 */
final class SessionGrants {
    /** Both ends know grants; without that a sender sends all. */
    boolean negotiated;

    /** Messages of ours that wait for a grant. */
    int parked;

    private int allowanceBytes = Tuning.UNSCHEDULED_BYTES;
    private long heardNs;

    /** A bit for each slot. */
    private long due;

    /** The latest period in which the peer was counted as a sender. */
    private long period = -1;

    /**
     * What may be sent at once of a message that begins now; an old word of the receiver is void.
     *
     * @param promised what the request promised to this reply, or 0
     */
    int firstBytes(int promised, long nowNs) {
        if (!negotiated) {
            return Integer.MAX_VALUE;
        }
        if (promised > 0) {
            return promised;
        }
        return nowNs - heardNs < Tuning.ALLOWANCE_NS ? allowanceBytes : Tuning.UNSCHEDULED_BYTES;
    }

    void heardAllowance(int bytes, long nowNs) {
        if (bytes > 0) {
            allowanceBytes = Math.max(bytes, Tuning.ALLOWANCE_LEAST_BYTES);
            heardNs = nowNs;
        }
    }

    void tell(int slot) {
        due |= 1L << slot;
    }

    boolean isDue() {
        return due != 0;
    }

    /** A slot whose grant is to be told, or -1. */
    int takeDue() {
        if (due == 0) {
            return -1;
        }
        int slot = Long.numberOfTrailingZeros(due);
        due &= due - 1;
        return slot;
    }

    /** Whether the peer sends for the first time in a period. */
    boolean isNewSender(long inPeriod) {
        boolean first = period != inPeriod;
        period = inPeriod;
        return first;
    }
}
