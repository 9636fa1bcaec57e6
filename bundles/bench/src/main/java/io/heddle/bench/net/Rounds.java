package io.heddle.bench.net;

import io.heddle.bench.transport.Pace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Two contestants in turn, both warm. */
final class Rounds {
    private static final int WARM_UPS_MOST = 5;

    /** A run that costs more than this share of the one before shows that it is compiled. */
    private static final double STEADY = 0.95;

    private final List<Flow> ours = new ArrayList<>();
    private final List<Flow> theirs = new ArrayList<>();

    private Rounds() {}

    static Rounds run(Contestant ours, Contestant theirs, Pace pace)
            throws IOException, InterruptedException {
        var rounds = new Rounds();
        warmUp(ours, pace.seconds());
        warmUp(theirs, pace.seconds());
        for (int round = 0; round < pace.rounds(); round++) {
            rounds.ours.add(ours.run(pace.seconds()));
            rounds.theirs.add(theirs.run(pace.seconds()));
        }
        return rounds;
    }

    private static void warmUp(Contestant contestant, double seconds)
            throws IOException, InterruptedException {
        double before = Double.MAX_VALUE;
        for (int run = 0; run < WARM_UPS_MOST; run++) {
            double now = contestant.run(seconds).cpuUsPerPacket();
            if (now > before * STEADY) {
                return;
            }
            before = now;
        }
    }

    double ours(ToDoubleFunction<Flow> figure) {
        return Flow.median(ours, figure);
    }

    double theirs(ToDoubleFunction<Flow> figure) {
        return Flow.median(theirs, figure);
    }
}
