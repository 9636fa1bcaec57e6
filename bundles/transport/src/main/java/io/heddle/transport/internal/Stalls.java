package io.heddle.transport.internal;

/** Requests started and answered, and the longest time without an answer while some were out. */
final class Stalls {
    private long started;
    private long answered;
    private int outstanding;
    private long sinceNs;
    private long longestNs;

    void started(long nowNs) {
        started++;
        if (outstanding++ == 0) {
            sinceNs = nowNs;
        }
    }

    void answered(long nowNs) {
        answered++;
        ended(nowNs);
    }

    /** Ended without an answer. */
    void ended(long nowNs) {
        outstanding--;
        longestNs = Math.max(longestNs, nowNs - sinceNs);
        sinceNs = nowNs;
    }

    long started() {
        return started;
    }

    long answered() {
        return answered;
    }

    int outstanding() {
        return outstanding;
    }

    /** The longest since the last call. */
    long takeLongestNs(long nowNs) {
        long running = outstanding > 0 ? nowNs - sinceNs : 0;
        long longest = Math.max(longestNs, running);
        longestNs = 0;
        return longest;
    }
}
