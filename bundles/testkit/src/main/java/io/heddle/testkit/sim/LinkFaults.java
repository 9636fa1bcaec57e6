package io.heddle.testkit.sim;

import java.util.SplittableRandom;

/**
 * How a link treats wire datagrams. Rates are probabilities from 0 to 1.
 *
 * @param reorderRate how many arrive late, after up to ten more delays, so that others overtake them
 * @param corruptRate how many get one bit flipped
 * @param minDelayNs shortest delay; without reordering a link keeps the order
 * @param maxDelayNs longest delay
 * @param bytesPerSecond what passes at most, 0 for no bound
 */
public record LinkFaults(
        double lossRate,
        double duplicateRate,
        double reorderRate,
        double corruptRate,
        long minDelayNs,
        long maxDelayNs,
        long bytesPerSecond) {
    /** A perfect link of 10 us. */
    public static final LinkFaults NONE = new LinkFaults(0, 0, 0, 0, 10_000, 10_000, 0);

    /** A link that lets nothing pass. */
    public static final LinkFaults CUT = NONE.loss(1);

    /** Faults for one seed of many: each kind is off in half of them, else up to what is survivable. */
    public static LinkFaults swarm(SplittableRandom random) {
        long minNs = random.nextLong(1_000, 50_000);
        return new LinkFaults(
                sometimes(random, 0.3),
                sometimes(random, 0.5),
                sometimes(random, 0.3),
                sometimes(random, 0.05),
                minNs,
                minNs + (random.nextBoolean() ? random.nextLong(500_000) : 0),
                random.nextInt(4) == 0 ? random.nextLong(10_000_000, 1_000_000_000) : 0);
    }

    private static double sometimes(SplittableRandom random, double most) {
        return random.nextBoolean() ? 0 : random.nextDouble(most);
    }

    public LinkFaults loss(double rate) {
        return new LinkFaults(
                rate,
                duplicateRate,
                reorderRate,
                corruptRate,
                minDelayNs,
                maxDelayNs,
                bytesPerSecond);
    }

    public LinkFaults duplicates(double rate) {
        return new LinkFaults(
                lossRate, rate, reorderRate, corruptRate, minDelayNs, maxDelayNs, bytesPerSecond);
    }

    public LinkFaults reorder(double rate) {
        return new LinkFaults(
                lossRate, duplicateRate, rate, corruptRate, minDelayNs, maxDelayNs, bytesPerSecond);
    }

    public LinkFaults corrupt(double rate) {
        return new LinkFaults(
                lossRate, duplicateRate, reorderRate, rate, minDelayNs, maxDelayNs, bytesPerSecond);
    }

    public LinkFaults delay(long minNs, long maxNs) {
        return new LinkFaults(
                lossRate, duplicateRate, reorderRate, corruptRate, minNs, maxNs, bytesPerSecond);
    }

    public LinkFaults rate(long bytes) {
        return new LinkFaults(
                lossRate, duplicateRate, reorderRate, corruptRate, minDelayNs, maxDelayNs, bytes);
    }
}
