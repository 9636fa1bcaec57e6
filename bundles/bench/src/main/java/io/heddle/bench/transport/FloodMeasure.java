package io.heddle.bench.transport;

import io.heddle.bench.attack.HelloFlood;
import io.heddle.bench.peer.Answer;
import io.heddle.net.NetAddress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A sealed bulk load while a stranger floods its server with handshakes, against its own while the
 * same stranger floods a socket that nobody reads: what the flood costs its sender and the kernel, on
 * the same cores, is no doing of the server.
 */
record FloodMeasure(int perSecond) implements Measure {
    private static final Pair.Place HERE = new Pair.Place(null, "127.0.0.1");
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int MESSAGE_BYTES = 1 << 20;
    private static final int OUTSTANDING = 4;
    private static final double GOODPUT_SHARE = 0.9;

    @Override
    public String name() {
        return "flood-" + perSecond;
    }

    @Override
    public String title() {
        return String.format(
                Locale.ROOT, "goodput, sealed, under %,d spoofed HELLOs/s, Gbit/s", perSecond);
    }

    @Override
    public List<Finding> run(Pace pace) throws IOException, InterruptedException {
        var quiet = new ArrayList<Sample>();
        var clean = new ArrayList<Sample>();
        var flooded = new ArrayList<Sample>();
        var load = new Load("sink", MESSAGE_BYTES, OUTSTANDING);
        var flood = new Flood();
        var elsewhere = new Flood();
        try (DatagramChannel bystander = DatagramChannel.open();
                Pair pair = Pair.heddle(HERE, HERE, 0, true)) {
            bystander.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            NetAddress aside = NetAddress.ipv4(
                    0x7f00_0001, ((InetSocketAddress) bystander.getLocalAddress()).getPort());
            NetAddress victim = ForgedMeasure.address(pair.server);
            pair.warmUp(load, pace.seconds());
            Answer before = pair.server.ask("counters", LIMIT);
            // The answers to handshakes have to be compiled, too.
            Sample unused = flood.over(victim, pair, load, pace.seconds());
            for (int round = 0; round < pace.rounds(); round++) {
                quiet.add(settled(pair, load, pace.seconds()));
                clean.add(elsewhere.over(aside, pair, load, pace.seconds()));
                flooded.add(flood.over(victim, pair, load, pace.seconds()));
            }
            Answer after = pair.server.ask("counters", LIMIT);
            return findings(quiet, clean, flooded, flood, before, after);
        }
    }

    /** A run whose window has found its size. */
    private static Sample settled(Pair pair, Load load, double seconds)
            throws IOException, InterruptedException {
        Sample unused = pair.run(load, seconds / 2);
        return pair.run(load, seconds);
    }

    /** The floods of all rounds together. */
    private final class Flood {
        private long sent;
        private long answered;
        private long cpuNs;
        private long elapsedNs;

        Sample over(NetAddress target, Pair pair, Load load, double seconds)
                throws IOException, InterruptedException {
            long beganNs = System.nanoTime();
            var hellos = new HelloFlood(target, perSecond, beganNs);
            try (hellos) {
                return settled(pair, load, seconds);
            } finally {
                sent += hellos.sent();
                answered += hellos.answered();
                cpuNs += hellos.cpuNs();
                elapsedNs += System.nanoTime() - beganNs;
            }
        }
    }

    private List<Finding> findings(
            List<Sample> quiet,
            List<Sample> clean,
            List<Sample> flooded,
            Flood flood,
            Answer before,
            Answer after) {
        double factor = MESSAGE_BYTES * 8 / 1e9;
        long opened = grown("sessions_opened", before, after);
        return List.of(
                new Finding(
                        title(),
                        Sample.median(flooded, Sample::rate) * factor,
                        Sample.median(clean, Sample::rate) * factor,
                        "own beside a flood",
                        Target.ratioAtLeast(GOODPUT_SHARE),
                        Sample.median(flooded, Sample::cpuUsPerRequest),
                        Sample.median(clean, Sample::cpuUsPerRequest),
                        String.format(
                                Locale.ROOT,
                                "CPU us a MiB; %,.0f HELLOs/s were sent with %.0f %% of a core;"
                                        + " with the flood %s, beside it %s, without any %s",
                                flood.sent * 1e9 / flood.elapsedNs,
                                flood.cpuNs * 100.0 / flood.elapsedNs,
                                each(flooded, factor),
                                each(clean, factor),
                                each(quiet, factor))),
                Finding.alone(
                        "spoofed HELLOs, sessions that they opened",
                        opened,
                        Target.atMost(0),
                        String.format(
                                Locale.ROOT,
                                "%,d HELLOs, %,d COOKIEs came back, %,d wrong cookies, %,d wrong"
                                        + " proofs",
                                flood.sent,
                                flood.answered,
                                grown("dropped_cookie", before, after),
                                grown("dropped_unproven", before, after))));
    }

    private static String each(List<Sample> runs, double factor) {
        return runs.stream()
                .map(run -> String.format(Locale.ROOT, "%.2f", run.rate() * factor))
                .collect(Collectors.joining(" "));
    }

    private static long grown(String counter, Answer before, Answer after) {
        return after.number(counter) - before.number(counter);
    }
}
