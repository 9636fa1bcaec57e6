package io.heddle.transport.internal;

/** Smoothed round-trip time of one path as in RFC 6298. */
final class RoundTrip {
    private static final long PERIOD_NS = 5_000_000_000L;

    private long smoothedNs = Tuning.FIRST_RTT_NS;
    private long variationNs = Tuning.FIRST_RTT_NS / 2;
    private boolean measured;

    /** The least of this period and of the one before it, since routes change. */
    private long leastNs;

    private long leastBeforeNs;
    private long periodNs;

    /** Another path. */
    void open() {
        measured = false;
        smoothedNs = Tuning.FIRST_RTT_NS;
        variationNs = Tuning.FIRST_RTT_NS / 2;
    }

    /** The answer is the round trip without the time that the peer held the ACK. */
    long sample(long rttNs, long ackDelayNs, long nowNs) {
        long clean = Math.max(rttNs - ackDelayNs, 1);
        if (!measured) {
            measured = true;
            smoothedNs = clean;
            variationNs = clean / 2;
            leastNs = clean;
            leastBeforeNs = clean;
            periodNs = nowNs;
            return clean;
        }
        variationNs += (Math.abs(clean - smoothedNs) - variationNs) / 4;
        smoothedNs += (clean - smoothedNs) / 8;
        if (nowNs - periodNs > PERIOD_NS) {
            periodNs = nowNs;
            leastBeforeNs = leastNs;
            leastNs = clean;
        }
        leastNs = Math.min(leastNs, clean);
        return clean;
    }

    /**
     * The round trip of an empty path, as far as the last seconds show. Whoever comes when a queue is
     * full already never sees an empty path and would keep the others out, so there is a most.
     */
    long leastNs() {
        return Math.min(Math.min(leastNs, leastBeforeNs), Tuning.EMPTY_RTT_MOST_NS);
    }

    boolean isMeasured() {
        return measured;
    }

    long smoothedNs() {
        return smoothedNs;
    }

    /** Time after which an unacknowledged datagram is worth a probe. */
    long probeNs(int backoff) {
        long base = smoothedNs + 4 * variationNs + Tuning.ACK_DELAY_NS;
        long probe = Math.max(base, Tuning.PROBE_FLOOR_NS) << Math.min(backoff, 10);
        return Math.min(probe, Tuning.PROBE_CEILING_NS);
    }

    /** Age at which a datagram is lost when a later one has arrived: 9/8 of the round trip. */
    long reorderNs() {
        return Math.max(smoothedNs + smoothedNs / 8 + variationNs, Tuning.REORDER_FLOOR_NS);
    }
}
