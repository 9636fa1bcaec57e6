package io.heddle.transport.internal;

import io.heddle.runtime.Env;

/**
 * Requests started and answered, and the longest time without an answer while some were out. Reads the
 * clock for the first request that is out only: for each it would be a tenth of its cost.
 */
final class Stalls {
    private final Env env;
    private long started;
    private long answered;
    private int outstanding;
    private long sinceNs;
    private long longestNs;

    Stalls(Env env) {
        this.env = env;
    }

    void start() {
        started++;
        if (outstanding++ == 0) {
            sinceNs = env.nanoTime();
        }
    }

    /** @param nowNs when the datagram with the answer came */
    void answer(long nowNs) {
        answered++;
        end(nowNs);
    }

    /** Ended without an answer. */
    void end() {
        end(env.nanoTime());
    }

    private void end(long nowNs) {
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
    long takeLongestNs() {
        long running = outstanding > 0 ? env.nanoTime() - sinceNs : 0;
        long longest = Math.max(longestNs, running);
        longestNs = 0;
        return longest;
    }
}
