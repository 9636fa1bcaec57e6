package io.heddle.bench.transport;

import io.heddle.bench.lab.Lab;
import io.heddle.bench.peer.Answer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two links between two nodes, and one of them is cut under load and comes back, first one, then the
 * other: the longest time without an answer, and how long until the link carries traffic again.
 */
record CutMeasure() implements Measure {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long POLL_MS = 5;
    private static final long STEADY_MS = 500;
    private static final long CUT_MS = 1_500;

    /** Until both links are well again. */
    private static final long REST_MS = 2_500;

    /** Of short messages, for stalls; and of long ones, which take every path that there is. */
    private static final Load SHORT = new Load("echo", 4096, 16);

    private static final Load LONG = new Load("echo", 64 << 10, 8);

    /** So many datagrams after the link's return are traffic and no probe. */
    private static final long TRAFFIC_DATAGRAMS = 200;

    private static final Duration FAILBACK_MOST = Duration.ofSeconds(20);

    @Override
    public String name() {
        return "cut";
    }

    @Override
    public String title() {
        return "path cut, longest stall ms";
    }

    @Override
    public @Nullable String obstacle() {
        return Lab.obstacle();
    }

    @Override
    public List<Finding> run(Pace pace) throws IOException, InterruptedException {
        double stallMs = 0;
        double failbackS = 0;
        long errors = 0;
        int cuts = 2 * pace.rounds();
        try (VethLink link = VethLink.make(1500, 2);
                Pair pair = Pair.heddle(twoPlaces(link, true), twoPlaces(link, false), 0, false)) {
            pair.warmUp(SHORT, pace.seconds());
            pair.warmUp(LONG, pace.seconds());
            for (int cut = 0; cut < 2 * cuts; cut++) {
                boolean spread = cut >= cuts;
                Load load = spread ? LONG : SHORT;
                pair.client.ask(
                        "start op=%s bytes=%d outstanding=%d peers=0 check=1"
                                .formatted(load.op(), load.bytes(), load.outstanding()),
                        LIMIT);
                double seconds = cut(link, pair, cut % 2, spread);
                failbackS = Math.max(failbackS, seconds);
                Answer result = pair.client.ask("finish", LIMIT.plusSeconds(60));
                stallMs = Math.max(stallMs, result.number("stallNs") / 1e6);
                errors += result.number("lost") + result.number("wrong");
            }
            Answer served = pair.server.ask("counters", LIMIT);
            errors += served.number("executedTwice") + served.number("broken");
        }
        String note =
                "over %d cuts by ip link set down, 16 echoes of 4 KiB or 8 of 64 KiB outstanding"
                        .formatted(2 * cuts);
        return List.of(
                Finding.alone(title(), stallMs, Target.atMost(500), note),
                Finding.alone(
                        "path cut, failback s",
                        failbackS,
                        Target.atMost(2),
                        "with the echoes of 64 KiB"),
                Finding.alone(
                        "path cut, requests lost, twice or wrong", errors, Target.atMost(0), note));
    }

    private static Pair.Place twoPlaces(VethLink link, boolean server) {
        return new Pair.Place(
                server ? link.server : link.client,
                VethLink.address(0, server) + "," + VethLink.address(1, server));
    }

    /** Seconds from the link's return until it carries traffic, or 0 where short messages need not take it. */
    private static double cut(VethLink link, Pair pair, int which, boolean spread)
            throws IOException, InterruptedException {
        TimeUnit.MILLISECONDS.sleep(STEADY_MS);
        link.client.ip("link set e" + which + " down");
        TimeUnit.MILLISECONDS.sleep(CUT_MS);
        link.client.ip("link set e" + which + " up");
        if (!spread) {
            TimeUnit.MILLISECONDS.sleep(REST_MS);
            return 0;
        }
        long upNs = System.nanoTime();
        long before = received(pair, which);
        while (received(pair, which) - before < TRAFFIC_DATAGRAMS) {
            if (System.nanoTime() - upNs > FAILBACK_MOST.toNanos()) {
                return FAILBACK_MOST.toSeconds();
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        double seconds = (System.nanoTime() - upNs) / 1e9;
        TimeUnit.MILLISECONDS.sleep(STEADY_MS);
        return seconds;
    }

    private static long received(Pair pair, int slot) throws IOException, InterruptedException {
        return pair.client.ask("counters", LIMIT).number("rx" + slot);
    }
}
