package io.heddle.bench.net;

import io.heddle.bench.transport.Finding;
import io.heddle.bench.transport.Measure;
import io.heddle.bench.transport.Pace;
import io.heddle.bench.transport.Target;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * Datagrams there and back: our peer takes each apart and sends it back as a new one, testpmd's io
 * mode sends back what it got without a look. The CPU of both ends for each that came to the far one.
 */
record ForwardMeasure(Wiring.Link link, int bytes) implements Measure {
    /** Fewer than a ring of 1,024 holds, so that nobody waits for a full one. */
    private static final int WINDOW = 512;

    @Override
    public String name() {
        return "forward-" + link.word() + "-" + bytes;
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT, "%s, %,d B there and back, CPU us a packet", link.title(), bytes);
    }

    @Override
    public @Nullable String obstacle() {
        return Obstacles.ofTestpmd(link);
    }

    @Override
    public List<Finding> run(Pace pace) throws IOException, InterruptedException {
        var load = PacketPair.Load.forward(bytes, WINDOW);
        try (Contestant ours = PacketPair.start(link, load);
                Contestant theirs = TestpmdPair.start(link, bytes, "flowgen", "io")) {
            Rounds rounds = Rounds.run(ours, theirs, pace);
            return List.of(PacketsMeasure.finding(
                    title(),
                    rounds,
                    PacketsMeasure.TESTPMD + " flowgen, io",
                    Target.ratioAtMost(1.3)));
        }
    }
}
