package io.heddle.sim;

import io.heddle.testkit.sim.SimNic;

import java.util.ArrayDeque;

/**
 * Two nodes with two NICs each, under load and in calm: one NIC is cut while the other one lives, is
 * drained and taken away, and both go to other ports. Nobody above may notice more than a short stall.
 */
final class NicProbe {
    /** Of the bytes that a node sends, one NIC of two carries this part at least. */
    private static final int LEAST_PART = 8;

    private static final long MS = 1_000_000;
    private static final long STALL_NS = 500 * MS;
    private static final long FAILBACK_NS = 2_000 * MS;
    private static final long FAULT_NS = 2_500 * MS;
    private static final long SETTLED_NS = 800 * MS;
    private static final long MEASURED_NS = 200 * MS;
    private static final long BURST_EVERY_NS = 20 * MS;
    private static final int BURST = 4;
    private static final int REQUEST_BYTES = 24 << 10;
    private static final int REPLY_BYTES = 4 << 10;

    private final Cluster cluster;
    private final SimProcess client;
    private final SimNode caller;
    private final SimProcess server;

    /** When what is not answered yet was asked, oldest first. */
    private final ArrayDeque<Long> asked = new ArrayDeque<>();

    private boolean over;

    NicProbe(Cluster cluster) {
        this.cluster = cluster;
        int servers = cluster.scenario.servers();
        server = cluster.processes.get(cluster.random.nextInt(servers));
        client =
                cluster.processes.get(servers + cluster.random.nextInt(cluster.scenario.clients()));
        caller = cluster.one(client.nodes());
    }

    void run() {
        cluster.world.note(
                "two NICs of node " + caller.id + " and " + server.loop().name());
        burst();
        pass(FAILBACK_NS);
        long before = cluster.world.network().crossed();
        bothCarry("in calm");
        long crossed = cluster.world.network().crossed() - before;
        if (cluster.scenario.labels() && crossed > 0) {
            cluster.violations.add(
                    Invariant.SWITCH, crossed + " datagrams left their switch for another one");
        }
        cut();
        change();
        caller.lane.swap();
        node(server).lane.swap();
        pass(SETTLED_NS);
        bothCarry("after a swap of all ports");
        over = true;
        pass(STALL_NS);
    }

    private static SimNode node(SimProcess process) {
        return process.nodes().getFirst();
    }

    private void cut() {
        SimProcess hurt = cluster.random.nextBoolean() ? client : server;
        SimNic nic = hurt.nics().get(cluster.random.nextInt(SimNic.MOST));
        int way = cluster.random.nextInt(3);
        cluster.world.note(
                "NIC " + nic.number() + " of " + hurt.loop().name() + " is cut, way " + way);
        nic.mute(way != 0);
        nic.deaf(way != 1);
        pass(FAULT_NS);
        nic.mute(false);
        nic.deaf(false);
        cluster.world.note("NIC " + nic.number() + " is healed");
        pass(FAILBACK_NS);
        bothCarry(FAILBACK_NS / MS + " ms after NIC " + nic.number() + " was healed");
    }

    private void change() {
        SimNode changed = cluster.random.nextBoolean() ? caller : node(server);
        int nic = cluster.random.nextInt(SimNic.MOST);
        cluster.world.note("NIC " + nic + " of node " + changed.id + " is removed");
        changed.lane.remove(nic);
        pass(SETTLED_NS);
        changed.lane.add(nic);
        cluster.world.note("NIC " + nic + " of node " + changed.id + " is added");
        pass(SETTLED_NS);
        bothCarry(SETTLED_NS / MS + " ms after NIC " + nic + " was added");
    }

    private void burst() {
        for (int i = 0; i < BURST; i++) {
            asked.add(cluster.world.nowNs());
            caller.caller.want(cluster.witness.operation(
                    Operation.Kind.PLAIN,
                    caller.id,
                    node(server).id,
                    REQUEST_BYTES,
                    REPLY_BYTES,
                    asked::remove));
        }
        cluster.world.after(BURST_EVERY_NS, () -> {
            if (!over) {
                burst();
            }
        });
    }

    /** Lets time pass; what waits for too long is seen at once. */
    private void pass(long forNs) {
        cluster.world.runUntil(this::isBad, forNs);
        long oldest = asked.isEmpty() ? cluster.world.nowNs() : asked.getFirst();
        if (cluster.world.nowNs() - oldest > STALL_NS && !cluster.violations.any()) {
            cluster.violations.add(
                    Invariant.STALL,
                    "an operation waits for more than " + STALL_NS / MS
                            + " ms although one network joins its nodes");
        }
    }

    private boolean isBad() {
        return cluster.violations.any()
                || !asked.isEmpty() && cluster.world.nowNs() - asked.getFirst() > STALL_NS;
    }

    private long sentBytes(int nic) {
        var port = caller.lane.port(nic);
        return port == null ? 0 : port.stats().txBytes();
    }

    private void bothCarry(String when) {
        long first = -sentBytes(0);
        long second = -sentBytes(1);
        pass(MEASURED_NS);
        first += sentBytes(0);
        second += sentBytes(1);
        if (!cluster.violations.any() && Math.min(first, second) < (first + second) / LEAST_PART) {
            cluster.violations.add(
                    Invariant.FAILBACK,
                    when + " the NICs of node " + caller.id + " sent " + first + " and " + second
                            + " bytes in " + MEASURED_NS / MS + " ms");
        }
    }
}
