package io.heddle.control.internal;

import io.heddle.layout.BucketMap;
import io.heddle.layout.Replicas;

/** Which servers a bucket starts on: every server is primary of as many, and pairs are spread. */
final class Placement {
    private Placement() {}

    /**
     * Bucket b starts at server b mod n; its further replicas follow at a stride that grows with
     * b / n, so that the load of a lost server falls on many others.
     */
    static BucketMap initial(int servers, int copies, int buckets) {
        var all = new Replicas[buckets];
        for (int bucket = 0; bucket < buckets; bucket++) {
            int[] members = new int[Math.min(copies, servers)];
            members[0] = bucket % servers;
            int step = 1 + bucket / servers % Math.max(1, servers - 1);
            int candidate = members[0];
            for (int i = 1; i < members.length; i++) {
                candidate = (candidate + step) % servers;
                while (contains(members, i, candidate)) {
                    candidate = (candidate + 1) % servers;
                }
                members[i] = candidate;
            }
            all[bucket] = new Replicas(bucket, 1, members);
        }
        return new BucketMap(1, all);
    }

    private static boolean contains(int[] members, int count, int candidate) {
        for (int i = 0; i < count; i++) {
            if (members[i] == candidate) {
                return true;
            }
        }
        return false;
    }
}
