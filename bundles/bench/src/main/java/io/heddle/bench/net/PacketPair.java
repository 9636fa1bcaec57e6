package io.heddle.bench.net;

import io.heddle.bench.peer.Answer;
import io.heddle.bench.peer.PacketPeer;
import io.heddle.bench.peer.PeerProcess;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Two processes with a port of Heddle each: the client sends to the server. */
final class PacketPair implements Contestant {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> JVM = List.of(
            "-Xms128m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /**
     * What is done.
     *
     * @param client its role with arguments, as PacketPeer takes them, but for the address
     * @param server its role
     * @param countsAtServer whether what arrived is counted there
     */
    record Load(String client, String server, boolean countsAtServer) {
        /**
         * @param segments in one buffer where the port takes several
         * @param window datagrams on their way at once, 0 for as many as the port takes
         */
        static Load oneWay(int bytes, int segments, int window) {
            return new Load(
                    String.format(
                            Locale.ROOT,
                            "role=source bytes=%d segments=%d window=%d",
                            bytes,
                            segments,
                            window),
                    "role=sink window=" + window,
                    true);
        }

        static Load forward(int bytes, int window) {
            return new Load(
                    String.format(
                            Locale.ROOT,
                            "role=source bytes=%d window=%d returned=1",
                            bytes,
                            window),
                    "role=echo",
                    true);
        }

        static Load ping(int bytes) {
            return new Load("role=ping bytes=" + bytes, "role=echo", false);
        }
    }

    private final Wiring wiring;
    private final PeerProcess server;
    private final PeerProcess client;
    private final Load load;
    private Answer last = Answer.parse("");

    private PacketPair(Wiring wiring, PeerProcess server, PeerProcess client, Load load) {
        this.wiring = wiring;
        this.server = server;
        this.client = client;
        this.load = load;
    }

    static PacketPair start(Wiring.Link link, Load load) throws IOException, InterruptedException {
        Wiring wiring = Wiring.make(link);
        try {
            PeerProcess server = peer(wiring, true);
            try {
                PeerProcess client = peer(wiring, false);
                server.pin("peer-", 0);
                client.pin("peer-", Runtime.getRuntime().availableProcessors() > 1 ? 1 : 0);
                return new PacketPair(wiring, server, client, load);
            } catch (IOException | InterruptedException failed) {
                server.close();
                throw failed;
            }
        } catch (IOException | InterruptedException failed) {
            wiring.close();
            throw failed;
        }
    }

    private static PeerProcess peer(Wiring wiring, boolean isServer)
            throws IOException, InterruptedException {
        return PeerProcess.start(
                wiring.place(isServer),
                PacketPeer.class,
                JVM,
                arguments(wiring, isServer).split(" "));
    }

    /** What a peer is told of its port; an EchoPeer takes the same. */
    static String arguments(Wiring wiring, boolean isServer) {
        String own = Wiring.address(isServer);
        String common = "bind=" + own + " mtu=" + Wiring.MTU_BYTES;
        return wiring.link() == Wiring.Link.UDP
                ? common
                : common + " driver=dpdk pmd=" + wiring.link().pmd() + " device="
                        + wiring.device() + " devargs=" + wiring.devargs(isServer) + " subnet="
                        + own + "/24";
    }

    @Override
    public Flow run(double seconds) throws IOException, InterruptedException {
        Answer unused = server.ask("start " + load.server(), LIMIT);
        Answer to = server.hello();
        unused = client.ask(
                "start " + load.client() + " high=" + to.text("high") + " low=" + to.text("low")
                        + " port=" + to.text("port"),
                LIMIT);
        PeerProcess counting = load.countsAtServer() ? server : client;
        PeerProcess other = load.countsAtServer() ? client : server;
        Thread.sleep(200); // Neighbours are asked for, and the compiler sees the load.
        Answer otherBefore = other.ask("counts", LIMIT);
        Answer before = counting.ask("counts", LIMIT);
        long begunNs = System.nanoTime();
        Thread.sleep((long) (seconds * 1e3));
        Answer after = counting.ask("counts", LIMIT);
        long elapsedNs = System.nanoTime() - begunNs;
        Answer otherAfter = other.ask("counts", LIMIT);
        last = client.ask("stop", LIMIT);
        unused = server.ask("stop", LIMIT);
        long cpuNs = after.number("cpuNs")
                - before.number("cpuNs")
                + otherAfter.number("cpuNs")
                - otherBefore.number("cpuNs");
        long packets = after.number("packets") - before.number("packets");
        if (packets == 0) {
            throw new IOException("Nothing arrived; " + complaints());
        }
        return new Flow(packets, elapsedNs, cpuNs);
    }

    /** What the client said of its last run: round trips of a ping. */
    Answer last() {
        return last;
    }

    private String complaints() {
        return "the server says: " + server.complaints() + "; the client: " + client.complaints();
    }

    @Override
    public void close() throws IOException {
        try (wiring;
                server) {
            client.close();
        }
    }
}
