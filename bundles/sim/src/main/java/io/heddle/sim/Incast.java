package io.heddle.sim;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * 64 equal senders that always want more of one server, on a link that all of them share. Nobody is
 * hurt by anything else, so what they get differs only by the transport's doing.
 */
final class Incast {
    /** Of equal senders the first may get this much more than the last. */
    private static final double MOST_RATIO = 2;

    /** With two NICs they are long, so that each of them takes all ways that there are. */
    private static final int MESSAGE_BYTES = 16 << 10;

    private static final int LONG_MESSAGE_BYTES = 32 << 10;
    private static final long BYTES_PER_SECOND = 50_000_000;

    /** Room for what all senders have outstanding, and for what they send again before they know. */
    private static final int QUEUE_BYTES = 8 << 20;

    private static final int MARK_BYTES = 1 << 20;
    private static final int OUTSTANDING = 2;
    /** Paths that faults turned to another NIC of the server have gone home by then. */
    private static final long WARM_NS = 3_000_000_000L;

    private static final long MEASURED_NS = 1_000_000_000;

    private final Cluster cluster;
    private final int server;
    private final int messageBytes;
    private final Map<Integer, Long> got = new HashMap<>();
    private boolean measuring;
    private boolean over;

    Incast(Cluster cluster) {
        this.cluster = cluster;
        server = cluster.random.nextInt(cluster.scenario.servers());
        messageBytes = cluster.scenario.nics() > 1 ? LONG_MESSAGE_BYTES : MESSAGE_BYTES;
    }

    void run() {
        cluster.world.note("incast begins");
        cluster.world
                .network()
                .bottleneck(
                        "server " + server,
                        BYTES_PER_SECOND / cluster.scenario.nics(),
                        QUEUE_BYTES,
                        cluster.scenario.marks() ? MARK_BYTES : 0);
        List<SimNode> senders = cluster.senders();
        for (SimNode sender : senders) {
            got.put(sender.id, 0L);
            for (int i = 0; i < OUTSTANDING; i++) {
                more(sender);
            }
        }
        cluster.world.runFor(WARM_NS);
        measuring = true;
        cluster.world.runFor(MEASURED_NS);
        measuring = false;
        over = true;
        judge(senders);
        cluster.world.network().widen();
    }

    private void more(SimNode sender) {
        if (over) {
            return;
        }
        sender.caller.want(cluster.witness.operation(
                Operation.Kind.PLAIN, sender.id, server, messageBytes, 0, () -> {
                    if (measuring) {
                        got.merge(sender.id, (long) messageBytes, Long::sum);
                    }
                    more(sender);
                }));
    }

    private void judge(List<SimNode> senders) {
        long least = Long.MAX_VALUE;
        long most = 0;
        for (SimNode sender : senders) {
            long bytes = got.getOrDefault(sender.id, 0L);
            least = Math.min(least, bytes);
            most = Math.max(most, bytes);
        }
        // One message more or less is where the time of measuring began and ended.
        if (most - messageBytes > MOST_RATIO * (least + messageBytes)) {
            cluster.violations.add(
                    Invariant.FAIRNESS,
                    "of " + senders.size() + " equal senders one got " + most + " bytes in "
                            + MEASURED_NS / 1_000_000 + " ms and one " + least);
        }
    }
}
