package io.heddle.sim;

import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimNic;
import io.heddle.testkit.sim.SimPort;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Strikes with the kinds of faults that the scenario has, until it is told to heal everything. */
final class Weather {
    /** How late a straggler is at most. */
    static final long LATE_NS = 8_000_000_000L;

    private static final long MS = 1_000_000;
    private static final long MEAN_GAP_NS = 100 * MS;
    private static final int MOST_RESTARTS = 16;
    private static final int LEAST_MTU_BYTES = 1_232;
    private static final int INCAST_LEAST_BYTES = 4 << 10;
    private static final int INCAST_MOST_BYTES = 128 << 10;

    private final Cluster cluster;
    private final SplittableRandom random;
    private final List<FaultKind> kinds = new ArrayList<>();
    /** Which network's NICs may be dead now, so that the other one joins all nodes, changes so often. */
    private static final long TURN_NS = 4_000 * MS;

    /** A NIC whose turn ends has to be in use again before the next one's dies. */
    private static final long REST_NS = 1_200 * MS;

    private int strikes;
    private int restarts;
    private boolean healed = true;

    Weather(Cluster cluster) {
        this.cluster = cluster;
        random = cluster.world.random();
        for (FaultKind kind : FaultKind.values()) {
            if (kind.isEvent() && cluster.scenario.has(kind)) {
                kinds.add(kind);
            }
        }
    }

    /** Faults begin. */
    void rage() {
        healed = false;
        cluster.world.network().faults(cluster.scenario.links());
        cluster.world.network().stragglers(cluster.scenario.lateRate(), LATE_NS);
        if (!kinds.isEmpty()) {
            next();
        }
    }

    private void next() {
        cluster.world.after(random.nextLong(2 * MEAN_GAP_NS), () -> {
            if (!healed) {
                strike(cluster.one(kinds));
                next();
            }
        });
    }

    /** Where the clocks of a process begin. */
    void clocks(SimLoop loop) {
        if (cluster.scenario.has(FaultKind.CLOCK)) {
            // Microseconds in 32 bits overflow after 4,295 s: some nodes are about to.
            loop.skewClock(
                    random.nextBoolean()
                            ? random.nextLong(7_200_000 * MS)
                            : 4_294_967 * MS - random.nextLong(30_000 * MS));
            loop.driftClock(random.nextInt(-20_000, 20_001));
        }
    }

    /** A time between two bounds, all magnitudes equally likely. */
    private long timeNs(long leastMs, long mostMs) {
        double exponent = random.nextDouble(Math.log(leastMs), Math.log(mostMs));
        return (long) (Math.exp(exponent) * MS);
    }

    private void strike(FaultKind kind) {
        SimProcess process = cluster.one(cluster.processes);
        if (!process.isAlive() || (kind == FaultKind.RESTART && !mayRestart())) {
            return;
        }
        strikes++;
        cluster.world.note(kind + " at " + process.loop().name());
        SimNode node = cluster.one(process.nodes());
        switch (kind) {
            case CUT -> cut(process.loop().name());
            case PATH_DEATH -> die(node);
            case NIC_DEATH -> silence(process);
            case NIC_CHANGE -> change(node);
            case NARROW_MTU -> swallow();
            case PORT_LOSS -> lose(node);
            case REFUSAL -> refuse(node);
            case SWAP -> swap(node);
            case RESTART -> restart(process);
            case PAUSE -> process.loop().pause(timeNs(10, 10_000));
            case CLOCK -> clock(process.loop());
            case SLOW_RECEIVER -> slow(process.loop());
            case INCAST -> incast();
            default -> throw new IllegalStateException(kind + " strikes datagrams");
        }
    }

    /** Many long ones in a row keep nodes apart, too. */
    private long longestLossMs() {
        return cluster.scenario.separates() ? 3_000 : 100;
    }

    private boolean mayRestart() {
        return restarts < MOST_RESTARTS && random.nextInt(3) == 0;
    }

    private void cut(String one) {
        String other = cluster.one(cluster.processes).loop().name();
        boolean inward = random.nextBoolean();
        String from = inward ? other : one;
        String to = inward ? one : other;
        var network = cluster.world.network();
        network.cut(from, to);
        cluster.world.after(timeNs(1, 6_000), () -> network.heal(from, to));
    }

    private void die(SimNode node) {
        for (int nic = 0; nic < node.lane.nics(); nic++) {
            SimPort port = node.lane.port(nic);
            if (port != null) {
                port.dead(true);
                cluster.world.after(timeNs(1, 6_000), () -> port.dead(false));
            }
        }
    }

    private void lose(SimNode node) {
        node.lane.lose(
                random.nextInt(node.lane.nics()),
                random.nextBoolean() ? 0 : timeNs(1, longestLossMs()));
    }

    /** The NIC of a node that may be hurt now. */
    private int turn() {
        return (int) (cluster.world.nowNs() / TURN_NS) % SimNic.MOST;
    }

    /** How long it may be hurt. */
    private long hurtNs() {
        long leftNs = TURN_NS - cluster.world.nowNs() % TURN_NS - REST_NS;
        return Math.min(timeNs(1, 6_000), leftNs);
    }

    private void silence(SimProcess process) {
        SimNic nic = process.nics().get(turn());
        long forNs = hurtNs();
        int way = random.nextInt(3);
        if (forNs > 0) {
            nic.mute(way != 0);
            nic.deaf(way != 1);
            cluster.world.after(forNs, () -> restore(nic));
        }
    }

    private static void restore(SimNic nic) {
        nic.mute(false);
        nic.deaf(false);
    }

    private void change(SimNode node) {
        int nic = turn();
        long forNs = hurtNs();
        if (forNs > 0 && node.lane.remove(nic)) {
            cluster.world.after(forNs, () -> node.lane.add(nic));
        }
    }

    /** 1,232 bytes of payload pass everywhere, so that nothing is asked for that cannot be. */
    private void swallow() {
        int number = random.nextInt(cluster.scenario.nics());
        cluster.world.network().mtu(number, random.nextInt(LEAST_MTU_BYTES, 9_000));
        cluster.world.after(timeNs(10, 6_000), () -> cluster.world.network().mtu(number, 0));
    }

    private void refuse(SimNode node) {
        SimPort port = node.lane.port(random.nextInt(node.lane.nics()));
        if (port != null) {
            port.refuse(random.nextDouble());
            cluster.world.after(timeNs(1, 1_000), () -> port.refuse(0));
        }
    }

    private void swap(SimNode node) {
        var shape = random.nextBoolean() ? cluster.scenario.shape() : Scenario.shape(random);
        if (random.nextInt(4) > 0) {
            node.lane.swap(shape);
            return;
        }
        for (SimProcess process : cluster.processes) {
            process.nodes().forEach(each -> each.lane.swap(shape));
        }
    }

    private void restart(SimProcess process) {
        restarts++;
        process.kill(random.nextBoolean());
        cluster.world.after(timeNs(1, 5_000), process::restart);
    }

    private void clock(SimLoop loop) {
        switch (random.nextInt(3)) {
            case 0 -> loop.skewClock(timeNs(1, 20_000));
            case 1 -> loop.driftClock(random.nextInt(-20_000, 20_001));
            default -> loop.jumpWallClock(random.nextLong(-3_600_000 * MS, 3_600_000 * MS));
        }
    }

    private void slow(SimLoop loop) {
        loop.slow(timeNs(1, 3_000) / 1_000);
        cluster.world.after(timeNs(10, 3_000), () -> loop.slow(0));
    }

    /** All senders want the same of one server, which has one link for all of them. */
    private void incast() {
        int server = random.nextInt(cluster.scenario.servers());
        cluster.world
                .network()
                .bottleneck(
                        "server " + server,
                        200_000_000,
                        1 << 20,
                        cluster.scenario.marks() ? 1 << 17 : 0);
        int bytes = random.nextInt(INCAST_LEAST_BYTES, INCAST_MOST_BYTES);
        if (random.nextInt(4) > 0) {
            bytes = Math.min(bytes, 8 << 10);
        }
        for (SimNode sender : cluster.senders()) {
            sender.caller.want(cluster.witness.operation(
                    Operation.Kind.READ, sender.id, server, bytes, 0, () -> {}));
        }
    }

    /** Ends all faults; everything that is dead comes back. */
    void heal() {
        healed = true;
        var network = cluster.world.network();
        network.faults(cluster.scenario.calm());
        network.stragglers(0, 0);
        network.heal();
        network.widen();
        for (int number = 0; number < SimNic.MOST; number++) {
            network.mtu(number, 0);
        }
        for (SimProcess process : cluster.processes) {
            process.restart();
            process.loop().resume();
            process.loop().slow(0);
            process.nics().forEach(Weather::restore);
            for (SimNode node : process.nodes()) {
                heal(node);
            }
        }
        cluster.world.note("healed");
    }

    private static void heal(SimNode node) {
        for (int nic = 0; nic < node.lane.nics(); nic++) {
            node.lane.add(nic);
            SimPort port = node.lane.port(nic);
            if (port != null) {
                port.dead(false);
                port.refuse(0);
            }
        }
    }

    /** Faults so far: strikes, and datagrams that were struck. */
    long faults() {
        return strikes + cluster.world.network().injected().total();
    }
}
