package io.heddle.bench.transport;

import io.heddle.bench.lab.Lab;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** An echo with one outstanding: the round trip, spinning, against Aeron. */
record EchoMeasure(Link link, int bytes) implements Measure {
    /** What lies between the two processes. */
    enum Link {
        LOOPBACK,
        VETH;

        private String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String name() {
        return "echo-" + bytes + "-" + link.title();
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT, "echo of %,d B, one outstanding, %s, p50 us", bytes, link.title());
    }

    @Override
    public @Nullable String obstacle() {
        return link == Link.VETH ? Lab.obstacle() : null;
    }

    @Override
    public List<Finding> run(Pace pace) throws IOException, InterruptedException {
        try (Site site = Site.open(link)) {
            var load = new Load("echo", bytes, 1);
            var duel = Duel.fight(site, pace, load, Pair.SPIN_NS);
            return List.of(new Finding(
                    title(),
                    duel.ours(Sample::p50Ns) / 1e3,
                    duel.theirs(Sample::p50Ns) / 1e3,
                    Duel.AERON,
                    Target.ratioAtMost(1.0),
                    duel.ours(Sample::cpuUsPerRequest),
                    duel.theirs(Sample::cpuUsPerRequest),
                    String.format(
                            Locale.ROOT,
                            "p99 %.1f us, Aeron %.1f us",
                            duel.ours(Sample::p99Ns) / 1e3,
                            duel.theirs(Sample::p99Ns) / 1e3)));
        }
    }
}
