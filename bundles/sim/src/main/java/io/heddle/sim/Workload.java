package io.heddle.sim;

import java.util.List;

/** Requests of all sizes from everywhere to every server, spread over the time of faults. */
final class Workload {
    /** Operations whose client lives to see the answer. */
    static final int TOTAL = 2_200;

    private static final long TICK_NS = 20_000_000;
    private static final int MUTATION_REPLY_BYTES = 1_025;

    private final Cluster cluster;
    private final long beginNs;
    private final long endNs;
    private int wanted;

    Workload(Cluster cluster, long durationNs) {
        this.cluster = cluster;
        beginNs = cluster.world.nowNs();
        endNs = beginNs + durationNs;
    }

    void start() {
        tick();
    }

    private void tick() {
        long passed = Math.min(cluster.world.nowNs(), endNs) - beginNs;
        int due = cluster.witness.abandoned() + (int) (TOTAL * passed / (endNs - beginNs));
        List<SimNode> alive = cluster.workers();
        while (wanted < due && !alive.isEmpty()) {
            SimNode node = cluster.one(alive);
            int burst = 1 + cluster.random.nextInt(8);
            for (int i = 0; i < burst && wanted < due; i++) {
                want(node);
            }
        }
        if (!isOver()) {
            cluster.world.after(cluster.random.nextLong(TICK_NS), this::tick);
        }
    }

    private void want(SimNode node) {
        wanted++;
        var random = cluster.random;
        boolean mutation = random.nextInt(2) == 0;
        node.caller.want(cluster.witness.operation(
                mutation ? Operation.Kind.MUTATION : Operation.Kind.READ,
                node.id,
                random.nextInt(cluster.scenario.servers()),
                cluster.scenario.messageBytes(random),
                mutation
                        ? random.nextInt(MUTATION_REPLY_BYTES)
                        : cluster.scenario.messageBytes(random),
                () -> {}));
    }

    /** Whether all was wanted. */
    boolean isOver() {
        return wanted - cluster.witness.abandoned() >= TOTAL;
    }
}
