package io.heddle.sim;

import io.heddle.transport.Session;

import java.util.List;

/**
 * Asks a session for all of its credit at once. The receiver answers nothing before it has all of it,
 * so a byte that was never given back shows as a message that never comes.
 */
final class CreditProbe {
    /** What docs/protocol.md lets a sender begin; the last 4 KiB are lost to rounding. */
    private static final int CREDIT_BYTES = (16 << 20) - 4_096;

    private static final long PATIENCE_NS = 20_000_000_000L;

    private final Cluster cluster;

    CreditProbe(Cluster cluster) {
        this.cluster = cluster;
    }

    void run() {
        List<SimNode> workers = cluster.workers();
        int server = cluster.random.nextInt(cluster.scenario.servers());
        SimNode node = cluster.one(workers);
        SimNode there = cluster.node(server);
        Service service = there == null ? null : there.service;
        if (service == null) {
            throw new IllegalStateException("server " + server + " does not live");
        }
        cluster.world.note("all credit of node " + node.id + " at server " + server);
        int messages = 0;
        for (int left = CREDIT_BYTES; left > 0; left -= Session.MAX_MESSAGE_BYTES) {
            node.caller.want(cluster.witness.operation(
                    Operation.Kind.HELD,
                    node.id,
                    server,
                    Math.min(left, Session.MAX_MESSAGE_BYTES),
                    0,
                    () -> {}));
            messages++;
        }
        int wanted = messages;
        cluster.world.runUntil(() -> service.held() == wanted, PATIENCE_NS);
        if (service.held() < wanted) {
            cluster.violations.add(
                    Invariant.LEAK,
                    "of the credit of node " + node.id + " at server " + server + " only "
                            + service.held() + " of " + wanted + " messages are left");
        }
        service.release();
        cluster.world.runUntil(() -> cluster.witness.open() == 0, PATIENCE_NS);
    }
}
