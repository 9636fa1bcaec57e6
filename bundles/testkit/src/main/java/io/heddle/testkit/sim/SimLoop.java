package io.heddle.testkit.sim;

import io.heddle.runtime.Agent;
import io.heddle.runtime.DiskCompletion;
import io.heddle.runtime.Loop;
import io.heddle.runtime.Timer;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/** A node of a {@link SimWorld}: a loop in virtual time, with clock, timers, disks and ports. */
public final class SimLoop implements Loop {
    /** Commands that {@link #post} takes before it refuses. */
    public static final int COMMANDS = 4_096;

    private static final long NEVER = Long.MAX_VALUE;

    private record Completion(DiskCompletion done, long token, int result) {}

    private final SimWorld world;
    private final String name;
    private final SplittableRandom random;
    private final SimEnv env;
    private final List<Agent> agents = new ArrayList<>();
    private Agent[] inTurn = {};
    private final TreeMap<Integer, Runnable> watches = new TreeMap<>();
    private final TreeMap<Integer, SimPort> readable = new TreeMap<>();
    private final ArrayDeque<Completion> completions = new ArrayDeque<>();
    private final ArrayDeque<Runnable> commands = new ArrayDeque<>();
    private final TreeSet<SimTimer> timers =
            new TreeSet<>(Comparator.comparingLong((SimTimer timer) -> timer.deadlineNs)
                    .thenComparingLong(timer -> timer.order));
    private final List<SimDisk> disks = new ArrayList<>();
    private final SimClock clock;
    private long wakeNs = NEVER;
    private long pausedUntilNs;
    private long busyUntilNs;
    private long turnNs;
    private long sentDatagrams;
    private long takenDatagrams;
    private long armings;
    private boolean dead;

    SimLoop(SimWorld world, String name, SplittableRandom random) {
        this.world = world;
        this.name = name;
        this.random = random;
        clock = new SimClock(world);
        env = new SimEnv(this, diskOf(""), new RecordedEvents(this::localWallNs));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public SimEnv env() {
        return env;
    }

    @Override
    public SimEnv env(Path diskFolder) {
        return new SimEnv(this, diskOf(diskFolder.toString()), env.events());
    }

    private SimDisk diskOf(String folder) {
        SimDisk disk = world.disk(name + ":" + folder);
        if (!disks.contains(disk)) {
            disks.add(disk);
        }
        return disk;
    }

    /** The disk of {@link #env()}, to make it misbehave. */
    public SimDisk disk() {
        return disks.getFirst();
    }

    /** The disks of all environments of this node. */
    public List<SimDisk> disks() {
        return List.copyOf(disks);
    }

    public SimWorld world() {
        return world;
    }

    @Override
    public void add(Agent agent) {
        agents.add(agent);
        inTurn = agents.toArray(new Agent[0]);
        wakeAt(world.nowNs());
    }

    @Override
    public void remove(Agent agent) {
        if (agents.remove(agent)) {
            inTurn = agents.toArray(new Agent[0]);
            agent.close();
        }
    }

    @Override
    public AutoCloseable watch(int descriptor, Runnable onReadable) {
        if (watches.putIfAbsent(descriptor, onReadable) != null) {
            throw new IllegalStateException("descriptor " + descriptor + " is watched already");
        }
        wakeAt(world.nowNs());
        return () -> watches.remove(descriptor, onReadable);
    }

    @Override
    public boolean post(Runnable command) {
        if (dead || commands.size() >= COMMANDS) {
            return false;
        }
        commands.add(command);
        wakeAt(world.nowNs());
        return true;
    }

    @Override
    public <T> CompletableFuture<T> submit(Callable<T> call) {
        var future = new CompletableFuture<T>();
        Runnable command = () -> {
            try {
                future.complete(call.call());
            } catch (Exception failure) {
                future.completeExceptionally(failure);
            }
        };
        if (dead) {
            future.completeExceptionally(new IllegalStateException(name + " is dead"));
        } else if (isCurrent()) {
            run(command); // As on the real loop: waiting for itself would be for ever.
        } else if (!post(command)) {
            future.completeExceptionally(new IllegalStateException(name + " takes no commands"));
        }
        return future;
    }

    @Override
    public boolean isCurrent() {
        return world.isInside(this);
    }

    /** Runs set-up code as this loop, at once. */
    public void run(Runnable action) {
        world.inside(this, action);
        wakeAt(world.nowNs());
    }

    /** Stops all turns for a time, as a garbage collection or a hypervisor does. */
    public void pause(long durationNs) {
        pausedUntilNs = Math.max(pausedUntilNs, world.nowNs() + durationNs);
    }

    /** Ends a pause. */
    public void resume() {
        pausedUntilNs = 0;
        wakeAt(world.nowNs());
    }

    /** From now on a turn takes this long: a loop that is slow, or shares its core. 0 at first. */
    public void slow(long nsATurn) {
        turnNs = nsATurn;
    }

    /** Moves the clocks of this node; its timers move with them. */
    public void skewClock(long deltaNs) {
        clock.jump(deltaNs);
        wakeAt(world.nowNs());
    }

    /** Lets the clocks of this node run too fast from now on, or too slow. */
    public void driftClock(int partsPerMillion) {
        clock.drift(partsPerMillion);
        wakeAt(world.nowNs());
    }

    /** Moves the clock that people see, as an operator or a time server does. */
    public void jumpWallClock(long deltaNs) {
        clock.jumpWall(deltaNs);
    }

    /** Wire datagrams that ports of this node took to send. */
    public long sentDatagrams() {
        return sentDatagrams;
    }

    /** Wire datagrams that ports of this node handed to its agents. */
    public long takenDatagrams() {
        return takenDatagrams;
    }

    /**
     * kill -9: agents are gone without a word, ports are closed, and of each disk write in flight
     * nothing, all or some sectors have arrived.
     */
    public void kill() {
        if (!dead) {
            dead = true;
            agents.clear();
            inTurn = new Agent[0];
            watches.clear();
            timers.clear();
            commands.clear();
            completions.clear();
            disks.forEach(SimDisk::abandon);
            world.network().closeAll(this);
        }
    }

    /** Kills the node; its disks drop, tear or keep each write that no flush has made durable. */
    public void powerCut() {
        kill();
        disks.forEach(SimDisk::powerCut);
    }

    public boolean isDead() {
        return dead;
    }

    long localNs() {
        return clock.localNs();
    }

    long localWallNs() {
        return clock.wallNs();
    }

    void sent() {
        sentDatagrams++;
    }

    void taken() {
        takenDatagrams++;
    }

    long randomLong() {
        return random.nextLong();
    }

    Timer timer(Runnable onExpiry) {
        return new SimTimer(onExpiry);
    }

    void complete(DiskCompletion done, long token, int result) {
        if (!dead) {
            completions.add(new Completion(done, token, result));
            wakeAt(world.nowNs());
        }
    }

    /** Takes care that a turn runs at that time at the latest. */
    void wakeAt(long timeNs) {
        long notBefore = Math.max(Math.max(pausedUntilNs, busyUntilNs), world.nowNs());
        long at = Math.max(timeNs, notBefore);
        if (!dead && at < wakeNs) {
            wakeNs = at;
            world.at(at, () -> wake(at));
        }
    }

    private void wake(long at) {
        if (dead || wakeNs != at) {
            return;
        }
        wakeNs = NEVER;
        if (at < pausedUntilNs) {
            wakeAt(pausedUntilNs);
            return;
        }
        busyUntilNs = world.nowNs() + turnNs;
        world.inside(this, this::turn);
    }

    private void turn() {
        int work = descriptors() + completed() + expired() + commanded();
        Agent[] all = inTurn;
        for (Agent agent : all) {
            work += runs(agent, all) ? agent.poll(localNs()) : 0;
        }
        all = inTurn;
        for (Agent agent : all) {
            if (runs(agent, all)) {
                agent.flush();
            }
        }
        if (work > 0) {
            wakeAt(world.nowNs() + SimWorld.TURN_NS);
        }
        if (!timers.isEmpty()) {
            wakeAt(clock.worldNs(timers.first().deadlineNs));
        }
    }

    /** Whether an agent was not removed by one before it. */
    private boolean runs(Agent agent, Agent[] begun) {
        return begun == inTurn || agents.contains(agent);
    }

    private int descriptors() {
        int work = 0;
        // Only ports of this loop become readable, and each of them says so.
        Map.Entry<Integer, SimPort> next = readable.firstEntry();
        while (next != null) {
            Runnable watcher = watches.get(next.getKey());
            if (watcher != null && next.getValue().isReadable()) {
                watcher.run();
                work++;
            }
            if (!next.getValue().isReadable()) {
                readable.remove(next.getKey());
            }
            next = readable.higherEntry(next.getKey());
        }
        return work;
    }

    /** A port of this node has something to receive. */
    void readable(int descriptor, SimPort port) {
        readable.put(descriptor, port);
        wakeAt(world.nowNs());
    }

    private int completed() {
        int count = completions.size();
        for (int index = 0; index < count; index++) {
            Completion next = completions.remove();
            next.done.onDisk(next.token, next.result);
        }
        return count;
    }

    private int expired() {
        int work = 0;
        long limit = armings;
        // A timer that its own expiry arms for now is due in the next turn.
        while (!timers.isEmpty() && timers.first().deadlineNs <= localNs()) {
            SimTimer timer = timers.first();
            if (timer.order >= limit) {
                break;
            }
            timer.cancel();
            timer.onExpiry.run();
            work++;
        }
        return work;
    }

    private int commanded() {
        int count = commands.size();
        for (int index = 0; index < count; index++) {
            commands.remove().run();
        }
        return count;
    }

    private final class SimTimer implements Timer {
        private final Runnable onExpiry;
        private long deadlineNs;
        private long order;
        private boolean armed;

        SimTimer(Runnable onExpiry) {
            this.onExpiry = onExpiry;
        }

        @Override
        public void startAt(long deadline) {
            cancel();
            if (!dead) {
                deadlineNs = deadline;
                order = armings++;
                armed = true;
                timers.add(this);
                wakeAt(clock.worldNs(deadline));
            }
        }

        @Override
        public void cancel() {
            if (armed) {
                timers.remove(this);
                armed = false;
            }
        }

        @Override
        public boolean isArmed() {
            return armed;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
