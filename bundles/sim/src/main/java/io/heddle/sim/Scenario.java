package io.heddle.sim;

import io.heddle.testkit.sim.LinkFaults;
import io.heddle.testkit.sim.PortShape;
import io.heddle.testkit.sim.SimNic;

import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What a seed draws before it begins.
 *
 * @param links how links treat datagrams while there are faults
 * @param calm how they treat them afterwards
 * @param lateRate how many datagrams arrive again up to seconds later
 * @param nics NICs of each node
 * @param labels whether they say which switch they are connected to
 * @param marks whether full queues mark datagrams
 * @param big whether messages of some MiB are among the others
 */
record Scenario(
        Set<FaultKind> kinds,
        int servers,
        int clients,
        PortShape shape,
        LinkFaults links,
        LinkFaults calm,
        double lateRate,
        int nics,
        boolean labels,
        boolean marks,
        boolean big) {
    private static final int LEAST_KINDS = 3;

    /** With more, all of a dozen probes of one of some hundred sessions are lost now and then. */
    private static final double MUCH_LOSS = 0.15;

    private static final int[] MTUS = {1_344, 1_472, 8_900, 8_192, 60_000};

    static Scenario of(long seed) {
        var random = new SplittableRandom(~seed);
        int nics = random.nextInt(1, SimNic.MOST + 1);
        var kinds = EnumSet.noneOf(FaultKind.class);
        while (kinds.size() < LEAST_KINDS) {
            kinds.clear();
            for (FaultKind kind : FaultKind.values()) {
                if (random.nextBoolean() && (nics > 1 || !kind.needsTwoNics())) {
                    kinds.add(kind);
                }
            }
        }
        long shortestNs = random.nextLong(1_000, 100_000);
        long longestNs = shortestNs + (random.nextBoolean() ? random.nextLong(2_000_000) : 0);
        LinkFaults calm = LinkFaults.NONE.delay(shortestNs, longestNs);
        LinkFaults links = calm.loss(rate(kinds, FaultKind.LOSS, 0.3, random))
                .duplicates(rate(kinds, FaultKind.DUPLICATION, 0.5, random))
                .reorder(rate(kinds, FaultKind.REORDER, 0.3, random))
                .corrupt(rate(kinds, FaultKind.CORRUPTION, 0.05, random));
        if (random.nextInt(4) == 0) {
            links = links.rate(random.nextLong(10_000_000, 1_000_000_000));
        }
        return new Scenario(
                kinds,
                random.nextInt(2, 5),
                random.nextInt(1, 5),
                shape(random),
                links,
                calm,
                rate(kinds, FaultKind.STRAGGLERS, 0.05, random),
                nics,
                nics > 1 && random.nextBoolean(),
                random.nextBoolean(),
                random.nextBoolean());
    }

    private static double rate(
            Set<FaultKind> kinds, FaultKind kind, double most, SplittableRandom random) {
        double drawn = most * random.nextDouble(0.03, 1);
        return kinds.contains(kind) ? drawn : 0;
    }

    static PortShape shape(SplittableRandom random) {
        int mtuBytes = MTUS[random.nextInt(MTUS.length)];
        boolean isSocket = random.nextBoolean();
        return new PortShape(
                mtuBytes,
                isSocket,
                random.nextInt(4) > 0,
                !isSocket,
                random.nextInt(4) > 0 ? 4_096 : random.nextInt(64, 1_024));
    }

    boolean has(FaultKind kind) {
        return kinds.contains(kind);
    }

    /** Whether a session may have to end, because its nodes are apart for too long. */
    boolean separates() {
        return kinds.stream().anyMatch(FaultKind::separates)
                || links.lossRate() + links.corruptRate() > MUCH_LOSS;
    }

    /** Bytes of a message. */
    int messageBytes(SplittableRandom random) {
        int which = random.nextInt(1_000);
        if (which < 100) {
            return 0;
        } else if (which < 600) {
            return random.nextInt(1_024);
        } else if (which < 880) {
            return random.nextInt(9_000);
        } else if (which < 985 || !big) {
            return random.nextInt(100_000);
        } else if (which < 998) {
            return random.nextInt(1_200_000);
        }
        return random.nextInt((4 << 20) + 1);
    }
}
