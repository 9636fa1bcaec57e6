package io.heddle.testkit.sim;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * A deterministic world for tests: many nodes, one thread, virtual time. Whatever happens follows from
 * the seed, so a failure is repeated by running the seed again.
 *
 * <p>Every node is a {@link SimLoop}, which is a {@code Loop} with its own environment. A turn of it is
 * that of the real loop: descriptors and disk completions, timers, commands, {@code poll}, {@code
 * flush}. A turn that did work is followed by another one {@link #TURN_NS} later; otherwise the loop
 * sleeps until something is due, and time jumps there.
 *
 * <pre>{@code
 * SimWorld world = new SimWorld(seed);
 * SimLoop server = world.loop("server 0");
 * SimLoop client = world.loop("client");
 * world.network().faults(LinkFaults.NONE.loss(0.1).duplicates(0.05).delay(5_000, 80_000));
 *
 * Endpoint a = transport.endpoint(0, server, book, handler);
 * server.run(() -> server.add(a));
 * SimLane lane = new SimLane(world, server, a.laneUser());   // gives it a SimPort in slot 0
 * server.disk().faults(DiskFaults.NONE.readErrors(0.01));
 *
 * world.at(50_000_000, () -> world.network().cut("client", "server 0"));
 * world.at(90_000_000, world.network()::heal);
 * world.at(95_000_000, lane::swap);                          // another port under load
 * assertTrue(world.runUntil(() -> answered == 1000), world.toString());
 *
 * server.powerCut();                                         // drops, tears or keeps unflushed writes
 * SimLoop again = world.restart(server);                     // same name, same disks, nothing else
 * }</pre>
 *
 * <p>An exception of an agent ends the run as an {@link AssertionError} that names seed, time and node.
 */
public final class SimWorld {
    /** Virtual ns from a turn with work to the next one. */
    public static final long TURN_NS = 1_000;

    /** How long {@link #runUntil(BooleanSupplier)} waits, in virtual ns. */
    public static final long PATIENCE_NS = 60_000_000_000L;

    private static final long START_NS = 1_000_000_000L;

    private record Event(long timeNs, long tieBreak, long sequence, Runnable action)
            implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            if (timeNs != other.timeNs) {
                return timeNs < other.timeNs ? -1 : 1;
            }
            int drawn = Long.compare(tieBreak, other.tieBreak);
            return drawn != 0 ? drawn : Long.compare(sequence, other.sequence);
        }
    }

    private final long seed;
    private final SplittableRandom random;
    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final List<SimLoop> loops = new ArrayList<>();
    private final Map<String, SimDisk> disks = new HashMap<>();
    private final SimNetwork network;
    private long nowNs = START_NS;
    private long sequence;
    private long steps;
    private final Trace trace = new Trace();
    private @Nullable SimLoop current;

    /** An empty world; the same seed and the same calls give the same run. */
    public SimWorld(long seed) {
        this.seed = seed;
        random = new SplittableRandom(seed);
        network = new SimNetwork(this, random.split());
    }

    public long seed() {
        return seed;
    }

    /** Virtual time in ns; starts at one second. */
    public long nowNs() {
        return nowNs;
    }

    public SimNetwork network() {
        return network;
    }

    /** The loops that were made, dead ones included. */
    public List<SimLoop> loops() {
        return List.copyOf(loops);
    }

    /** A generator of its own for a test, so that its draws do not move the world's. */
    public SplittableRandom random() {
        return random.split();
    }

    /** Makes a node. */
    public SimLoop loop(String name) {
        SimLoop loop = new SimLoop(this, name, random.split());
        loops.add(loop);
        return loop;
    }

    /** Kills a node if it lives, and makes a new one with the same name and the same disks. */
    public SimLoop restart(SimLoop old) {
        old.kill();
        return loop(old.name());
    }

    /** Does something at a time, such as cutting a link. A time that is over means now. */
    public void at(long timeNs, Runnable action) {
        queue.add(new Event(Math.max(timeNs, nowNs), random.nextLong(), sequence++, action));
    }

    /** Does something {@code delayNs} from now. */
    public void after(long delayNs, Runnable action) {
        at(nowNs + delayNs, action);
    }

    /** Runs all that happens up to a time, and stops there. */
    public void run(long untilNs) {
        while (!queue.isEmpty() && queue.peek().timeNs <= untilNs) {
            step();
        }
        nowNs = Math.max(nowNs, untilNs);
    }

    /** Runs for a time. */
    public void runFor(long durationNs) {
        run(nowNs + durationNs);
    }

    /**
     * Runs until the condition holds.
     *
     * @return false when it does not within {@link #PATIENCE_NS}, or when nothing is left to happen
     */
    public boolean runUntil(BooleanSupplier condition) {
        return runUntil(condition, PATIENCE_NS);
    }

    /** Like {@link #runUntil(BooleanSupplier)} with another bound, from now. */
    public boolean runUntil(BooleanSupplier condition, long boundNs) {
        long endNs = nowNs + boundNs;
        while (!condition.getAsBoolean()) {
            if (queue.isEmpty() || queue.peek().timeNs > endNs) {
                return false;
            }
            step();
        }
        return true;
    }

    /** A number over everything that was delivered and when; equal for equal runs. */
    public long traceHash() {
        return trace.hash();
    }

    /** Puts something that a test did or saw into the trace. */
    public void note(String what) {
        trace.note(nowNs, what);
    }

    /** The last things of the trace in words, oldest first. */
    public List<String> lastEvents(int most) {
        return trace.last(most);
    }

    /** Events that have happened so far. */
    public long steps() {
        return steps;
    }

    private void step() {
        Event event = queue.remove();
        steps++;
        nowNs = event.timeNs;
        try {
            event.action.run();
        } catch (RuntimeException | Error failure) {
            throw new AssertionError(toString(), failure);
        }
    }

    void arrived(String from, String to, byte[] bytes) {
        trace.datagram(nowNs, from, to, bytes);
    }

    /** Runs as a loop, so that {@code isCurrent} is true for it alone. */
    void inside(SimLoop loop, Runnable action) {
        SimLoop before = current;
        current = loop;
        try {
            action.run();
        } finally {
            current = before;
        }
    }

    boolean isInside(SimLoop loop) {
        return current == null || current == loop;
    }

    SimDisk disk(String name) {
        return disks.computeIfAbsent(name, key -> new SimDisk(this, key, random.split()));
    }

    @Override
    public String toString() {
        String where = current == null ? "" : " in " + current.name();
        return "seed " + seed + " at " + nowNs + " ns" + where;
    }
}
