package io.heddle.testkit.sim;

import java.util.SplittableRandom;

/**
 * How a disk behaves. Rates are probabilities from 0 to 1. A write that fails may have written any of
 * its sectors.
 *
 * @param flushErrorRate how many flushes fail; the writes stay unflushed
 * @param misdirectRate how many writes land at another position and are reported as done
 * @param readNs a read takes this, times a random factor from 1 to {@code jitter}
 * @param writeNs a write takes this
 * @param flushNs a flush takes this, a durable write both
 * @param jitter largest factor on all times
 */
public record DiskFaults(
        double readErrorRate,
        double writeErrorRate,
        double flushErrorRate,
        double misdirectRate,
        long readNs,
        long writeNs,
        long flushNs,
        int jitter) {
    /** A healthy drive: 60 us to read, 15 us to write, 50 us to flush, up to three times as long. */
    public static final DiskFaults NONE = new DiskFaults(0, 0, 0, 0, 60_000, 15_000, 50_000, 3);

    /** Faults for one seed of many: each kind is off in half of them. */
    public static DiskFaults swarm(SplittableRandom random) {
        return new DiskFaults(
                sometimes(random, 0.1),
                sometimes(random, 0.1),
                sometimes(random, 0.1),
                sometimes(random, 0.01),
                random.nextLong(5_000, 200_000),
                random.nextLong(5_000, 200_000),
                random.nextLong(5_000, 2_000_000),
                random.nextInt(1, 20));
    }

    private static double sometimes(SplittableRandom random, double most) {
        return random.nextBoolean() ? 0 : random.nextDouble(most);
    }

    public DiskFaults readErrors(double rate) {
        return new DiskFaults(
                rate,
                writeErrorRate,
                flushErrorRate,
                misdirectRate,
                readNs,
                writeNs,
                flushNs,
                jitter);
    }

    public DiskFaults writeErrors(double rate) {
        return new DiskFaults(
                readErrorRate,
                rate,
                flushErrorRate,
                misdirectRate,
                readNs,
                writeNs,
                flushNs,
                jitter);
    }

    public DiskFaults flushErrors(double rate) {
        return new DiskFaults(
                readErrorRate,
                writeErrorRate,
                rate,
                misdirectRate,
                readNs,
                writeNs,
                flushNs,
                jitter);
    }

    public DiskFaults misdirects(double rate) {
        return new DiskFaults(
                readErrorRate,
                writeErrorRate,
                flushErrorRate,
                rate,
                readNs,
                writeNs,
                flushNs,
                jitter);
    }

    public DiskFaults latency(long read, long write, long flush) {
        return new DiskFaults(
                readErrorRate,
                writeErrorRate,
                flushErrorRate,
                misdirectRate,
                read,
                write,
                flush,
                jitter);
    }
}
