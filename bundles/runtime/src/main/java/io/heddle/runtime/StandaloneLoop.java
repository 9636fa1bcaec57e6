package io.heddle.runtime;

import io.heddle.runtime.internal.EpollLoop;
import io.heddle.runtime.internal.LogEvents;
import io.heddle.runtime.internal.LoopConfig;

/** A production loop without a container, for benchmarks; those of a container are in {@link Loops}. */
public final class StandaloneLoop implements AutoCloseable {
    private final Counters counters = new Counters();
    private final Events events = new LogEvents();
    private final EpollLoop loop;

    private StandaloneLoop(LoopConfig config) {
        loop = EpollLoop.start(config, events, counters);
    }

    /**
     * Starts a loop; returns when it runs.
     *
     * @param spinNs how long it polls without work before it sleeps; {@link Long#MAX_VALUE} for ever
     */
    public static StandaloneLoop start(String name, long spinNs) {
        return new StandaloneLoop(LoopConfig.parked(name).spinning(spinNs));
    }

    public Loop loop() {
        return loop;
    }

    public Counters counters() {
        return counters;
    }

    public Events events() {
        return events;
    }

    /** Closes the agents of the loop and ends its thread. */
    @Override
    public void close() {
        loop.close();
    }
}
