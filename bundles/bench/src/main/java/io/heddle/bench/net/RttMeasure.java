package io.heddle.bench.net;

import io.heddle.bench.transport.Finding;
import io.heddle.bench.transport.Measure;
import io.heddle.bench.transport.Pace;
import io.heddle.bench.transport.Target;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** One datagram of 64 B there and back, both ends spinning, against the kernel's UDP. */
record RttMeasure(Wiring.Link link) implements Measure {
    private static final int BYTES = 64;

    @Override
    public String name() {
        return "rtt-" + link.word();
    }

    @Override
    public String title() {
        return link.title() + ", 64 B there and back, p50 us";
    }

    @Override
    public @Nullable String obstacle() {
        String kernel = Obstacles.of(Wiring.Link.UDP);
        return kernel == null ? Obstacles.of(link) : kernel;
    }

    @Override
    public List<Finding> run(Pace pace) throws IOException, InterruptedException {
        var load = PacketPair.Load.ping(BYTES);
        double[] ours = new double[pace.rounds()];
        double[] oursP99 = new double[pace.rounds()];
        double[] theirs = new double[pace.rounds()];
        double[] theirsP99 = new double[pace.rounds()];
        try (PacketPair one = PacketPair.start(link, load);
                PacketPair kernel = PacketPair.start(Wiring.Link.UDP, load)) {
            for (int warmUp = 0; warmUp < 2; warmUp++) {
                Flow unused = one.run(pace.seconds());
                unused = kernel.run(pace.seconds());
            }
            for (int round = 0; round < pace.rounds(); round++) {
                Flow unused = one.run(pace.seconds());
                ours[round] = one.last().number("p50Ns") / 1e3;
                oursP99[round] = one.last().number("p99Ns") / 1e3;
                unused = kernel.run(pace.seconds());
                theirs[round] = kernel.last().number("p50Ns") / 1e3;
                theirsP99[round] = kernel.last().number("p99Ns") / 1e3;
            }
        }
        return List.of(new Finding(
                title(),
                median(ours),
                median(theirs),
                "kernel UDP",
                Target.NONE,
                0,
                0,
                String.format(
                        Locale.ROOT,
                        "p99 %.1f us, kernel UDP %.1f us",
                        median(oursP99),
                        median(theirsP99))));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
