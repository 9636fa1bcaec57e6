package io.heddle.transport.internal;

import io.heddle.runtime.Env;
import io.heddle.runtime.Timer;

/**
 * One timer for all sessions of an endpoint. It is only ever moved forward, so sending costs nothing:
 * an expiry that finds nothing due arms it again.
 */
final class Deadlines {
    private final Timer timer;
    private long armedNs = Long.MAX_VALUE;

    Deadlines(Env env, Runnable onExpiry) {
        timer = env.timer(onExpiry);
    }

    /** Wakes the endpoint at this time or before; {@link Long#MAX_VALUE} is never. */
    void want(long dueNs) {
        if (dueNs < armedNs) {
            armedNs = dueNs;
            timer.startAt(dueNs);
        }
    }

    /** The timer fired; the answer is when it should have. */
    long fired() {
        long due = armedNs;
        armedNs = Long.MAX_VALUE;
        return due;
    }

    void cancel() {
        timer.cancel();
        armedNs = Long.MAX_VALUE;
    }
}
