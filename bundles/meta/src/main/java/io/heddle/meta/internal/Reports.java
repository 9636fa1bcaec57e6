package io.heddle.meta.internal;

import io.heddle.layout.ClusterView;

import java.util.Arrays;

/** Tells control of replicas that must leave: at most once a second for each bucket. */
final class Reports {
    private static final long PAUSE_NS = 1_000_000_000;

    private final MetaServer server;
    private final ClusterView cluster;
    private long[] lastNs = {};

    Reports(MetaServer server, ClusterView cluster) {
        this.server = server;
        this.cluster = cluster;
    }

    void report(int bucket, int node, String why, long nowNs) {
        if (bucket >= lastNs.length) {
            int known = lastNs.length;
            lastNs = Arrays.copyOf(lastNs, bucket + 1);
            Arrays.fill(lastNs, known, bucket + 1, nowNs - PAUSE_NS);
        }
        if (nowNs - lastNs[bucket] >= PAUSE_NS) {
            lastNs[bucket] = nowNs;
            cluster.reportReplica(bucket, node, why);
        }
    }

    void driveFailed(int node, String failure) {
        server.env()
                .events()
                .raise(
                        "drive-failed",
                        "server " + node,
                        "The drive of server " + node
                                + " failed; its buckets go on with the other replicas.",
                        failure,
                        "Look at the disk below the data folder of this server, replace it and add it again.");
    }
}
