package io.heddle.bench.transport;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Heddle and Aeron under the same load in turn. */
final class Duel {
    static final String AERON = "Aeron 1.51";

    private static final int WARM_UP = 64;

    private final List<Sample> ours = new ArrayList<>();
    private final List<Sample> theirs = new ArrayList<>();

    private Duel() {}

    static Duel fight(Site site, Pace pace, Load load, long spinNs)
            throws IOException, InterruptedException {
        var duel = new Duel();
        try (Pair heddle = Pair.heddle(site.server(), site.client(), spinNs, false);
                Pair aeron =
                        Pair.aeron(site.server(), site.client(), site.aeronMtuBytes(), spinNs)) {
            // With many outstanding first: one at a time gives the compiler too little to do.
            heddle.warmUp(new Load(load.op(), load.bytes(), WARM_UP), pace.seconds());
            aeron.warmUp(new Load(load.op(), load.bytes(), WARM_UP), pace.seconds());
            heddle.warmUp(load, pace.seconds());
            aeron.warmUp(load, pace.seconds());
            for (int round = 0; round < pace.rounds(); round++) {
                duel.ours.add(heddle.run(load, pace.seconds()));
                duel.theirs.add(aeron.run(load, pace.seconds()));
            }
        }
        return duel;
    }

    double ours(ToDoubleFunction<Sample> figure) {
        return Sample.median(ours, figure);
    }

    double theirs(ToDoubleFunction<Sample> figure) {
        return Sample.median(theirs, figure);
    }
}
