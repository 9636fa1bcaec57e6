package io.heddle.testkit.sim;

import io.heddle.runtime.Counters;
import io.heddle.runtime.Env;
import io.heddle.runtime.Timer;

/** The environment of a {@link SimLoop}: virtual time, seeded random numbers, a disk that can fail. */
public final class SimEnv implements Env {
    private final SimLoop loop;
    private final SimDisk disk;
    private final RecordedEvents events;
    private final Counters counters = new Counters();

    SimEnv(SimLoop loop, SimDisk disk, RecordedEvents events) {
        this.loop = loop;
        this.disk = disk;
        this.events = events;
    }

    @Override
    public long nanoTime() {
        return loop.localNs();
    }

    @Override
    public long wallTimeNs() {
        return loop.localWallNs();
    }

    @Override
    public long randomLong() {
        return loop.randomLong();
    }

    @Override
    public Timer timer(Runnable onExpiry) {
        return loop.timer(onExpiry);
    }

    /** A view of the disk whose completions come on this loop. */
    @Override
    public SimDisk.Mounted disk() {
        return disk.mount(loop);
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public RecordedEvents events() {
        return events;
    }
}
