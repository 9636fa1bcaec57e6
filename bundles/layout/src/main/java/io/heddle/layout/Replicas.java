package io.heddle.layout;

/**
 * The in-sync replicas of a bucket.
 *
 * @param epoch grows with every change of the replicas
 * @param servers server ids, the primary first; fewer than two take no writes
 */
public record Replicas(int bucket, int epoch, int[] servers) {
    public int primary() {
        return servers.length == 0 ? -1 : servers[0];
    }

    public boolean contains(int server) {
        for (int candidate : servers) {
            if (candidate == server) {
                return true;
            }
        }
        return false;
    }
}
