package io.heddle.transport.internal;

import io.heddle.runtime.Agent;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Disk;
import io.heddle.runtime.Env;
import io.heddle.runtime.Events;
import io.heddle.runtime.Loop;
import io.heddle.runtime.Timer;
import io.heddle.testkit.sim.RecordedEvents;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** A loop that the world turns; its clock is the world's. */
final class FakeLoop implements Loop, Env {
    private final FakeWorld world;
    private final String name;
    private final ArrayList<Agent> agents = new ArrayList<>();
    private final ArrayList<FakeTimer> timers = new ArrayList<>();
    private final Events events = new RecordedEvents(this::wallTimeNs);
    private final ArrayDeque<Runnable> posted = new ArrayDeque<>();

    /** Until when the loop stands still. */
    long pausedUntilNs;

    FakeLoop(FakeWorld world, String name) {
        this.world = world;
        this.name = name;
    }

    /** Any loop with work does not sleep. */
    boolean turn() {
        if (world.nowNs < pausedUntilNs) {
            return false;
        }
        int work = 0;
        while (!posted.isEmpty()) {
            posted.poll().run();
            work++;
        }
        for (int i = 0; i < timers.size(); i++) {
            work += timers.get(i).fire() ? 1 : 0;
        }
        for (int i = 0; i < agents.size(); i++) {
            work += agents.get(i).poll(world.nowNs);
        }
        for (int i = 0; i < agents.size(); i++) {
            agents.get(i).flush();
        }
        return work > 0;
    }

    long nextTimerNs() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < timers.size(); i++) {
            next = Math.min(next, timers.get(i).dueNs);
        }
        return next == Long.MAX_VALUE ? next : Math.max(next, pausedUntilNs);
    }

    private final class FakeTimer implements Timer {
        private final Runnable onExpiry;
        private long dueNs = Long.MAX_VALUE;

        FakeTimer(Runnable onExpiry) {
            this.onExpiry = onExpiry;
        }

        boolean fire() {
            if (dueNs > world.nowNs) {
                return false;
            }
            dueNs = Long.MAX_VALUE;
            onExpiry.run();
            return true;
        }

        @Override
        public void startAt(long deadlineNs) {
            dueNs = deadlineNs;
        }

        @Override
        public void cancel() {
            dueNs = Long.MAX_VALUE;
        }

        @Override
        public boolean isArmed() {
            return dueNs != Long.MAX_VALUE;
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Env env() {
        return this;
    }

    @Override
    public Env env(Path diskFolder) {
        return this;
    }

    @Override
    public void add(Agent agent) {
        agents.add(agent);
    }

    @Override
    public void remove(Agent agent) {
        agents.remove(agent);
        agent.close();
    }

    @Override
    public AutoCloseable watch(int descriptor, Runnable onReadable) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean post(Runnable command) {
        posted.add(command);
        return true;
    }

    @Override
    public <T> CompletableFuture<T> submit(Callable<T> call) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public long nanoTime() {
        return world.nowNs;
    }

    @Override
    public long wallTimeNs() {
        return world.nowNs;
    }

    @Override
    public long randomLong() {
        return world.random.nextLong();
    }

    @Override
    public Timer timer(Runnable onExpiry) {
        var timer = new FakeTimer(onExpiry);
        timers.add(timer);
        return timer;
    }

    @Override
    public Disk disk() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Counters counters() {
        return world.counters;
    }

    @Override
    public Events events() {
        return events;
    }
}
