package io.heddle.runtime.internal;

import io.heddle.foreign.linux.Clock;

/**
 * CLOCK_BOOTTIME and CLOCK_REALTIME for a loop, by the vDSO. {@link System#nanoTime} would stand still
 * while the machine sleeps, and leases would outlive their time.
 */
final class LoopClock implements AutoCloseable {
    private final LoopThread owner;
    private final Clock clock = new Clock();

    LoopClock(LoopThread owner) {
        this.owner = owner;
    }

    /** Of the loop; other threads may ask, too, but pay for memory of their own. */
    long nanoTime() {
        return timeNs(Clock.BOOTTIME);
    }

    long wallTimeNs() {
        return timeNs(Clock.REALTIME);
    }

    private long timeNs(int which) {
        return owner.isCurrent() ? clock.timeNs(which) : Clock.nowNs(which);
    }

    @Override
    public void close() {
        clock.close();
    }
}
