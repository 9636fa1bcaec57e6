package io.heddle.bench.transport;

import io.heddle.bench.peer.Answer;
import io.heddle.bench.peer.PeerProcess;
import io.heddle.bench.peer.SwapPeer;
import io.heddle.testkit.Footprint;
import io.heddle.testkit.Footprint.Tolerance;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Swaps of udp-native and udp-netty under a verifying load: how long requests stall, what the ledgers
 * find, and what many swaps leave behind.
 */
record SwapMeasure(int swaps) implements Measure {
    /** By then both drivers, all paths and the compiler have seen everything. */
    private static final int WARM_UP = 50;

    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final double STALL_MS = 200;

    /**
     * One object of 5 KiB, one class, one thread, one descriptor or one buffer for each swap exceeds
     * it many times; what is kept up to a bound (ledgers, closed ports) does not.
     */
    private static final Tolerance TOLERANCE = new Tolerance(4 << 20, 100, 4, 4, 1 << 20);

    private static final List<String> OPTIONS = List.of(
            "-Xmx256m",
            "-XX:NativeMemoryTracking=summary",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    @Override
    public String name() {
        return "swap";
    }

    @Override
    public String title() {
        return String.format(Locale.ROOT, "%,d swaps under load, stall p99 ms", swaps);
    }

    @Override
    public List<Finding> run(Pace pace) throws IOException, InterruptedException {
        try (var peer = PeerProcess.start(null, SwapPeer.class, OPTIONS)) {
            Answer warm = peer.ask("swap count=" + WARM_UP, LIMIT);
            Footprint before = held(peer);
            Answer rest = peer.ask("swap count=" + (swaps - WARM_UP), LIMIT);
            Footprint after = held(peer);
            List<String> grown = after.beyond(before, TOLERANCE);
            return List.of(
                    Finding.alone(
                            title(),
                            rest.real("p99Ms"),
                            Target.atMost(STALL_MS),
                            "p50 %s ms, longest %s ms, %s operations in ledgers, %s sent again"
                                    .formatted(
                                            rest.text("p50Ms"),
                                            rest.text("longestMs"),
                                            rest.text("started"),
                                            rest.text("again"))),
                    Finding.alone(
                            title("lost, executed twice, wrong and other errors of ledgers"),
                            wrong(warm) + wrong(rest),
                            Target.atMost(0),
                            rest.number("overflow") + " sights not recorded"),
                    Finding.alone(
                            title("things that have grown"),
                            grown.size(),
                            Target.atMost(0),
                            grown.isEmpty() ? after.toString() : String.join("; ", grown)));
        }
    }

    private String title(String what) {
        return String.format(Locale.ROOT, "%,d swaps under load, %s", swaps, what);
    }

    /** A ledger's errors include lost and executed twice; failures are what the load itself saw. */
    private static long wrong(Answer answer) {
        return answer.number("errors") + answer.number("failures");
    }

    private static Footprint held(PeerProcess peer) throws IOException, InterruptedException {
        Answer held = peer.ask("held", LIMIT);
        return new Footprint(
                held.number("heapBytes"),
                held.number("classes"),
                (int) held.number("threads"),
                (int) held.number("descriptors"),
                held.number("offHeapBytes"));
    }
}
