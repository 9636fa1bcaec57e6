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
 * Datagrams one way as fast as both ends can, and the CPU of both for each. Spinning ends burn their
 * cores with or without work, so only at saturation does a packet's share of them say something.
 */
record PacketsMeasure(Wiring.Link link, int bytes) implements Measure {
    static final String TESTPMD = "testpmd";

    /** Datagrams on their way at once where the link has no back-pressure of its own. */
    private static final int WINDOW = 256;

    /** GSO takes 64 segments and 64 KiB. */
    private static final int SEGMENTS = 44;

    @Override
    public String name() {
        return link.word() + "-" + bytes;
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT,
                "%s%s, %,d B one way, CPU us a packet",
                link.title(),
                link == Wiring.Link.UDP ? " with GSO and GRO" : "",
                bytes);
    }

    @Override
    public @Nullable String obstacle() {
        return link == Wiring.Link.UDP ? Obstacles.of(link) : Obstacles.ofTestpmd(link);
    }

    @Override
    public List<Finding> run(Pace pace) throws IOException, InterruptedException {
        int window = link.isMemif() ? 0 : WINDOW;
        boolean isKernel = link == Wiring.Link.UDP;
        var load = PacketPair.Load.oneWay(bytes, isKernel ? SEGMENTS : 1, window);
        try (Contestant ours = PacketPair.start(link, load);
                Contestant theirs = isKernel
                        ? PacketPair.start(link, PacketPair.Load.oneWay(bytes, 1, window))
                        : TestpmdPair.start(link, bytes, "txonly", "rxonly")) {
            Rounds rounds = Rounds.run(ours, theirs, pace);
            return List.of(finding(
                    title(),
                    rounds,
                    isKernel ? "single datagrams" : TESTPMD,
                    link.isMemif() ? Target.ratioAtMost(1.3) : Target.NONE));
        }
    }

    static Finding finding(String title, Rounds rounds, String referenceName, Target target)
            throws IOException {
        double ours = rounds.ours(Flow::cpuUsPerPacket);
        double theirs = rounds.theirs(Flow::cpuUsPerPacket);
        return new Finding(
                title,
                ours,
                theirs,
                referenceName,
                target,
                ours,
                theirs,
                String.format(
                        Locale.ROOT,
                        "%,.0f packets/s, %s %,.0f; %s",
                        rounds.ours(Flow::rate),
                        referenceName,
                        rounds.theirs(Flow::rate),
                        HugePages.word()));
    }
}
