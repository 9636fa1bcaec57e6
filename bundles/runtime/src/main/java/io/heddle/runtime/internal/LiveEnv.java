package io.heddle.runtime.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Disk;
import io.heddle.runtime.Env;
import io.heddle.runtime.Events;
import io.heddle.runtime.StorageException;
import io.heddle.runtime.Timer;

import org.jspecify.annotations.Nullable;

import java.util.random.RandomGenerator;

/** The production environment of the agents of one loop. */
final class LiveEnv implements Env {
    private final LoopClock clock;
    private final TimerHeap timers;
    private final RandomGenerator random;
    private final @Nullable Disk disk;
    private final Counters counters;
    private final Events events;

    LiveEnv(
            LoopClock clock,
            TimerHeap timers,
            RandomGenerator random,
            @Nullable Disk disk,
            Counters counters,
            Events events) {
        this.clock = clock;
        this.timers = timers;
        this.random = random;
        this.disk = disk;
        this.counters = counters;
        this.events = events;
    }

    /** The same environment with another folder. */
    LiveEnv with(Disk folder) {
        return new LiveEnv(clock, timers, random, folder, counters, events);
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public long wallTimeNs() {
        return clock.wallTimeNs();
    }

    @Override
    public long randomLong() {
        return random.nextLong();
    }

    @Override
    public Timer timer(Runnable onExpiry) {
        return timers.timer(onExpiry);
    }

    @Override
    public Disk disk() {
        if (disk == null) {
            throw new StorageException(
                    Errno.ENODEV, "This environment has no folder: ask Loop.env(folder) for one.");
        }
        return disk;
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public Events events() {
        return events;
    }
}
