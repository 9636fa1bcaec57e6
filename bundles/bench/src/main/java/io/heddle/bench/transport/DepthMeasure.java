package io.heddle.bench.transport;

import io.heddle.bench.lab.Lab;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * 64 echoes outstanding over a veth: the CPU of one, against Aeron.
 *
 * @param spinning whether both poll on without work, as in the latency rows, or both sleep
 */
record DepthMeasure(int bytes, boolean spinning) implements Measure {
    private static final int OUTSTANDING = 64;

    @Override
    public String name() {
        return "depth-" + bytes + (spinning ? "-spinning" : "-parked");
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT,
                "echo of %,d B, %d outstanding, veth, %s, CPU us a request",
                bytes,
                OUTSTANDING,
                spinning ? "spinning" : "parked");
    }

    @Override
    public @Nullable String obstacle() {
        return Lab.obstacle();
    }

    @Override
    public List<Finding> run(Pace pace) throws IOException, InterruptedException {
        try (Site site = Site.open(EchoMeasure.Link.VETH)) {
            var duel = Duel.fight(
                    site, pace, new Load("echo", bytes, OUTSTANDING), spinning ? Pair.SPIN_NS : 0);
            double ours = duel.ours(Sample::cpuUsPerRequest);
            double theirs = duel.theirs(Sample::cpuUsPerRequest);
            return List.of(new Finding(
                    title(),
                    ours,
                    theirs,
                    Duel.AERON,
                    Target.ratioAtMost(0.7),
                    ours,
                    theirs,
                    String.format(
                            Locale.ROOT,
                            "%,.0f requests/s, Aeron %,.0f; p50 %.0f us, Aeron %.0f us",
                            duel.ours(Sample::rate),
                            duel.theirs(Sample::rate),
                            duel.ours(Sample::p50Ns) / 1e3,
                            duel.theirs(Sample::p50Ns) / 1e3)));
        }
    }
}
