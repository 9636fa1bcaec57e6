package io.heddle.testkit.sim;

/** The last link before a node, which all its senders share: a rate and a queue that drops its tail. */
final class Bottleneck {
    private final long bytesPerSecond;
    private final long queueNs;
    private long busyUntilNs;

    Bottleneck(long bytesPerSecond, int queueBytes) {
        this.bytesPerSecond = bytesPerSecond;
        queueNs = queueBytes * 1_000_000_000L / bytesPerSecond;
    }

    /** When a datagram that comes now has passed, or -1: there is no room for it. */
    long pass(long nowNs, int bytes) {
        long start = Math.max(nowNs, busyUntilNs);
        if (start - nowNs > queueNs) {
            return -1;
        }
        busyUntilNs = start + bytes * 1_000_000_000L / bytesPerSecond + 1;
        return busyUntilNs;
    }
}
