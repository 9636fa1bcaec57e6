package io.heddle.transport.internal;

/** Smoothed round-trip time of one path as in RFC 6298. */
final class RoundTrip {
    private long smoothedNs = Tuning.FIRST_RTT_NS;
    private long variationNs = Tuning.FIRST_RTT_NS / 2;
    private boolean measured;

    void sample(long rttNs, long ackDelayNs) {
        long clean = Math.max(rttNs - ackDelayNs, 1);
        if (!measured) {
            measured = true;
            smoothedNs = clean;
            variationNs = clean / 2;
            return;
        }
        variationNs += (Math.abs(clean - smoothedNs) - variationNs) / 4;
        smoothedNs += (clean - smoothedNs) / 8;
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
