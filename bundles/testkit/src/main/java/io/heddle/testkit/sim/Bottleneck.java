package io.heddle.testkit.sim;

/**
 * The last link before a NIC, which all its senders share: a rate, and a queue that marks what waits for
 * long and drops its tail.
 */
final class Bottleneck {
    private final long bytesPerSecond;
    private final long queueNs;
    private final long markNs;
    private long busyUntilNs;

    /** @param markBytes a queue that is longer than this marks, 0 never */
    Bottleneck(long bytesPerSecond, int queueBytes, int markBytes) {
        this.bytesPerSecond = bytesPerSecond;
        queueNs = queueBytes * 1_000_000_000L / bytesPerSecond;
        markNs = markBytes == 0 ? Long.MAX_VALUE : markBytes * 1_000_000_000L / bytesPerSecond;
    }

    /** Whether a datagram that comes now is marked. */
    boolean marks(long nowNs) {
        return busyUntilNs - nowNs > markNs;
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
