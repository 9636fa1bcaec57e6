package io.heddle.bench.transport;

import io.heddle.bench.lab.Lab;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Goodput while datagrams of the wire are lost at random, in both directions, against its own without
 * loss on the same two processes.
 *
 * @param perMille how many of a thousand datagrams are lost
 */
record LossMeasure(int perMille, double target) implements Measure {
    private static final int MTU_BYTES = 1500;
    private static final int MESSAGE_BYTES = 1 << 20;
    private static final int OUTSTANDING = 4;

    @Override
    public String name() {
        return "loss-" + perMille;
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT,
                "goodput at %.1f %% loss of wire datagrams, MTU 1,500, Gbit/s",
                perMille / 10.0);
    }

    @Override
    public @Nullable String obstacle() {
        return Lab.obstacle();
    }

    @Override
    public List<Finding> run(Pace pace) throws IOException, InterruptedException {
        var lossy = new ArrayList<Sample>();
        var clean = new ArrayList<Sample>();
        var load = new Load("sink", MESSAGE_BYTES, OUTSTANDING);
        try (Site site = Site.veth(MTU_BYTES);
                Pair pair = Pair.heddle(site.server(), site.client(), 0, false)) {
            pair.warmUp(load, pace.seconds());
            for (int round = 0; round < pace.rounds(); round++) {
                clean.add(pair.run(load, pace.seconds()));
                pair.impair("loss=" + perMille / 1000.0);
                lossy.add(pair.run(load, pace.seconds()));
                pair.impair("loss=0");
                // The window grows again before the next round counts.
                Sample unused = pair.run(load, pace.seconds() / 2);
            }
        }
        double factor = MESSAGE_BYTES * 8 / 1e9;
        return List.of(new Finding(
                title(),
                Sample.median(lossy, Sample::rate) * factor,
                Sample.median(clean, Sample::rate) * factor,
                "own lossless",
                Target.ratioAtLeast(target),
                Sample.median(lossy, Sample::cpuUsPerRequest),
                Sample.median(clean, Sample::cpuUsPerRequest),
                "CPU us a MiB"));
    }
}
