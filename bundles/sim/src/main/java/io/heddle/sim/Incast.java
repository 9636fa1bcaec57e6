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

    private static final int MESSAGE_BYTES = Integer.getInteger("msg", 16 << 10);
    private static final long BYTES_PER_SECOND = Integer.getInteger("rate", 50_000_000);

    /**
     * Room for the 2 MiB that all senders have outstanding, three more times for what they send again
     * before they know the delay. With less, those who got in keep the others out: that is for grants
     * and a window by delay to cure, and for this number to show.
     */
    private static final int QUEUE_BYTES = Integer.getInteger("queue", 8 << 20);

    private static final int OUTSTANDING = 2;
    private static final long WARM_NS = 1_000_000_000;
    private static final long MEASURED_NS = 1_000_000_000;

    private final Cluster cluster;
    private final int server;
    private final Map<Integer, Long> got = new HashMap<>();
    private boolean measuring;
    private boolean over;

    Incast(Cluster cluster) {
        this.cluster = cluster;
        server = cluster.random.nextInt(cluster.scenario.servers());
    }

    void run() {
        cluster.world.note("incast begins");
        cluster.world.network().bottleneck("server " + server, BYTES_PER_SECOND / cluster.scenario.nics(), QUEUE_BYTES / cluster.scenario.nics(), cluster.scenario.marks() ? QUEUE_BYTES / 8 : 0);
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
                Operation.Kind.PLAIN, sender.id, server, MESSAGE_BYTES, 0, () -> {
                    if (measuring) {
                        got.merge(sender.id, (long) MESSAGE_BYTES, Long::sum);
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
        if (Boolean.getBoolean("show")) System.out.println("incast nics " + cluster.scenario.nics()+ " labels " + cluster.scenario.labels() + " marks " + cluster.scenario.marks() + " mtu " + cluster.scenario.shape().mtuBytes() + " offload " + cluster.scenario.shape().offload() + " delay " + cluster.scenario.calm().minDelayNs() + ".." + cluster.scenario.calm().maxDelayNs() + " least " + least + " most " + most + " sum " + got.values().stream().mapToLong(x -> x).sum() + " retr " + senders.stream().mapToLong(n -> { for (SimProcess p : cluster.processes) if (p.nodes().contains(n)) return Counts.read(p.loop(), n, "retransmitted_fragments"); return 0; }).sum());
        // One message more or less is where the time of measuring began and ended.
        if (most - MESSAGE_BYTES > MOST_RATIO * (least + MESSAGE_BYTES)) {
            cluster.violations.add(
                    Invariant.FAIRNESS,
                    "of " + senders.size() + " equal senders one got " + most + " bytes in "
                            + MEASURED_NS / 1_000_000 + " ms and one " + least);
        }
    }
}
