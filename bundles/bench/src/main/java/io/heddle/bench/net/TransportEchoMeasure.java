package io.heddle.bench.net;

import io.heddle.bench.peer.Answer;
import io.heddle.bench.peer.PeerProcess;
import io.heddle.bench.transport.Finding;
import io.heddle.bench.transport.Measure;
import io.heddle.bench.transport.Pace;
import io.heddle.bench.transport.Target;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An echo of the transport with one outstanding, over a link and over the kernel's UDP.
 *
 * @param spinning whether the loops on the kernel's UDP spin; else they sleep in epoll, as those of a
 *     cluster do unless it is told otherwise. A port that is polled always spins.
 */
record TransportEchoMeasure(Wiring.Link link, boolean spinning) implements Measure {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CLIENT = 1 << 16;
    private static final int BYTES = 64;
    private static final long SPIN_NS = 20_000_000;
    private static final int WARM_UPS = 4;

    @Override
    public String name() {
        return "echo-" + link.word() + (spinning ? "" : "-parked");
    }

    @Override
    public String title() {
        return "transport echo of 64 B, " + link.title() + " against "
                + (spinning ? "spinning" : "sleeping") + " loops, p50 us";
    }

    @Override
    public @Nullable String obstacle() {
        String kernel = Obstacles.of(Wiring.Link.UDP);
        return kernel == null ? Obstacles.of(link) : kernel;
    }

    /** Two endpoints that know each other. */
    private record Echo(Wiring wiring, PeerProcess server, PeerProcess client)
            implements AutoCloseable {
        static Echo start(Wiring.Link link, long spinNs) throws IOException, InterruptedException {
            Wiring wiring = Wiring.make(link);
            try {
                PeerProcess server = peer(wiring, true, spinNs);
                try {
                    PeerProcess client = peer(wiring, false, spinNs);
                    client.introduce(server);
                    server.introduce(client);
                    server.pin("peer-", 0);
                    client.pin("peer-", Runtime.getRuntime().availableProcessors() > 1 ? 1 : 0);
                    return new Echo(wiring, server, client);
                } catch (IOException | InterruptedException failed) {
                    server.close();
                    throw failed;
                }
            } catch (IOException | InterruptedException failed) {
                wiring.close();
                throw failed;
            }
        }

        private static PeerProcess peer(Wiring wiring, boolean isServer, long spinNs)
                throws IOException, InterruptedException {
            return PeerProcess.echo(
                    wiring.place(isServer),
                    "node=" + (isServer ? 0 : CLIENT) + " spinNs=" + spinNs + " "
                            + PacketPair.arguments(wiring, isServer));
        }

        Answer run(int outstanding, double seconds) throws IOException, InterruptedException {
            Answer unused = client.ask(
                    String.format(
                            Locale.ROOT,
                            "start op=echo bytes=%d outstanding=%d seconds=%.3f peers=0",
                            BYTES,
                            outstanding,
                            seconds),
                    LIMIT);
            Answer result = client.ask("wait", LIMIT);
            if (result.number("lost") + result.number("wrong") > 0) {
                throw new IOException("A load went wrong: " + result.values() + ".");
            }
            return result;
        }

        @Override
        public void close() throws IOException {
            try (wiring;
                    server) {
                client.close();
            }
        }
    }

    @Override
    public List<Finding> run(Pace pace) throws IOException, InterruptedException {
        double[] ours = new double[pace.rounds()];
        double[] theirs = new double[pace.rounds()];
        double[] oursP99 = new double[pace.rounds()];
        double[] theirsP99 = new double[pace.rounds()];
        for (int round = 0; round < pace.rounds(); round++) {
            Answer mine = echo(link, SPIN_NS, pace.seconds());
            ours[round] = mine.number("p50Ns") / 1e3;
            oursP99[round] = mine.number("p99Ns") / 1e3;
            Answer kernel = echo(Wiring.Link.UDP, spinning ? SPIN_NS : 0, pace.seconds());
            theirs[round] = kernel.number("p50Ns") / 1e3;
            theirsP99[round] = kernel.number("p99Ns") / 1e3;
        }
        return List.of(new Finding(
                title(),
                median(ours),
                median(theirs),
                "udp-native on veth",
                link.isMemif() ? Target.ratioAtMost(0.25) : Target.NONE,
                0,
                0,
                String.format(
                        Locale.ROOT,
                        "p99 %.1f us, udp-native %.1f us",
                        median(oursP99),
                        median(theirsP99))));
    }

    /** A pair of its own each time: a port that is polled keeps a core busy as long as it is open. */
    private static Answer echo(Wiring.Link link, long spinNs, double seconds)
            throws IOException, InterruptedException {
        try (Echo pair = Echo.start(link, spinNs)) {
            for (int warmUp = 0; warmUp < WARM_UPS; warmUp++) {
                // With many outstanding first: one at a time gives the compiler too little to do.
                Answer unused = pair.run(warmUp < WARM_UPS / 2 ? 64 : 1, seconds);
            }
            return pair.run(1, seconds);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
