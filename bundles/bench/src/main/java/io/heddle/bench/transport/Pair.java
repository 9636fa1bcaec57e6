package io.heddle.bench.transport;

import io.heddle.bench.lab.Namespace;
import io.heddle.bench.peer.AeronPeer;
import io.heddle.bench.peer.Answer;
import io.heddle.bench.peer.PeerProcess;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A server and a client, each a process with one thread that does everything. */
final class Pair implements AutoCloseable {
    /** Of the client, as a node of the transport. */
    static final int CLIENT = 1 << 16;

    /** Both sides spin this long after the last work: a pair that waits leaves its cores to others. */
    static final long SPIN_NS = 20_000_000;

    private static final int WARM_UPS_MOST = 6;

    /** A run that costs more than this share of the one before shows that both are compiled. */
    private static final double STEADY = 0.95;

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> AERON_JVM = List.of(
            "-Xms256m",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-Dagrona.disable.bounds.checks=true");

    final PeerProcess server;
    final PeerProcess client;

    private Pair(PeerProcess server, PeerProcess client) {
        this.server = server;
        this.client = client;
    }

    /** Where a process lives and what it binds. */
    record Place(@Nullable Namespace namespace, String address) {}

    /** Starts a process. */
    private interface Start {
        PeerProcess run() throws IOException, InterruptedException;
    }

    /** Two endpoints of the transport that know each other. */
    static Pair heddle(Place server, Place client, long spinNs, boolean sealed)
            throws IOException, InterruptedException {
        String options = " spinNs=" + spinNs + (sealed ? " seal=1" : "");
        String one = "node=0 bind=" + server.address + options;
        String other = "node=" + CLIENT + " bind=" + client.address + options;
        return start(
                () -> PeerProcess.echo(server.namespace, one),
                () -> PeerProcess.echo(client.namespace, other),
                pair -> {
                    pair.client.introduce(pair.server);
                    pair.server.introduce(pair.client);
                });
    }

    /** Two Aeron processes. */
    static Pair aeron(Place server, Place client, int mtuBytes, long spinNs)
            throws IOException, InterruptedException {
        String one = server.address + ":40101";
        String other = client.address + ":40102";
        String options = " spinNs=" + spinNs + " mtu=" + mtuBytes;
        return start(
                () -> aeron(server, "role=server own=" + one + " other=" + other + options),
                () -> aeron(client, "role=client own=" + other + " other=" + one + options),
                pair -> {
                    Answer unused = pair.client.ask("connected", LIMIT.multipliedBy(2));
                });
    }

    private static PeerProcess aeron(Place place, String arguments)
            throws IOException, InterruptedException {
        return PeerProcess.start(place.namespace, AeronPeer.class, AERON_JVM, arguments.split(" "));
    }

    /** What has to be said to two that run. */
    private interface Meeting {
        void run(Pair pair) throws IOException, InterruptedException;
    }

    private static Pair start(Start server, Start client, Meeting meeting)
            throws IOException, InterruptedException {
        PeerProcess one = server.run();
        PeerProcess last = one;
        try {
            PeerProcess other = client.run();
            last = other;
            var pair = new Pair(one, other);
            meeting.run(pair);
            return pair;
        } catch (IOException | InterruptedException failed) {
            last.close();
            one.close();
            throw failed;
        }
    }

    /** Runs a load to its end. */
    Sample run(Load load, double seconds) throws IOException, InterruptedException {
        Usage before = usage();
        Answer unused = client.ask(load.command(seconds), LIMIT);
        Answer result = client.ask("wait", LIMIT.plusMillis((long) (seconds * 1000)));
        if (result.number("lost") + result.number("wrong") > 0) {
            throw new IOException("A load went wrong: " + result.values() + ".");
        }
        return new Sample(
                result.number("answered"),
                result.number("elapsedNs"),
                usage().less(before),
                result.number("p50Ns"),
                result.number("p99Ns"));
    }

    /**
     * Runs a load until it gets no cheaper: on a busy machine the compiler takes much longer than on a
     * quiet one.
     */
    void warmUp(Load load, double seconds) throws IOException, InterruptedException {
        double before = Double.MAX_VALUE;
        for (int run = 0; run < WARM_UPS_MOST; run++) {
            double now = run(load, seconds).cpuUsPerRequest();
            if (now > before * STEADY) {
                return;
            }
            before = now;
        }
    }

    private Usage usage() throws IOException, InterruptedException {
        return Usage.of(server).plus(Usage.of(client));
    }

    /** Sets the faults of both ends, as EchoPeer's "impair" takes them. */
    void impair(String faults) throws IOException, InterruptedException {
        Answer unused = server.ask("impair " + faults, LIMIT);
        unused = client.ask("impair " + faults, LIMIT);
    }

    @Override
    public void close() throws IOException {
        try (server) {
            client.close();
        }
    }
}
