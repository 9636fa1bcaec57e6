package io.heddle.systests.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heddle.bench.lab.Lab;
import io.heddle.bench.lab.Namespace;
import io.heddle.bench.lab.Shell;
import io.heddle.bench.peer.Answer;
import io.heddle.bench.peer.PeerProcess;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Processes with an endpoint each, in namespaces of one lab. Node n is the n-th that was started. */
final class Nodes implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Requests of a client in each test; more by {@code -Dheddle.network.requests=100000}. */
    static final int REQUESTS = Integer.getInteger("heddle.network.requests", 2_000);

    final Lab lab;
    private final List<PeerProcess> peers = new ArrayList<>();

    private String options = "";

    private Nodes(Lab lab) {
        this.lab = lab;
    }

    /** An empty lab; the test is skipped, aloud, where there can be none. */
    static Nodes open(String test) throws IOException, InterruptedException {
        String obstacle = Lab.obstacle();
        if (obstacle == null && !Shell.has("nft")) {
            obstacle = "The program nft is missing: apt-get install nftables.";
        }
        if (obstacle != null) {
            System.out.println("SKIPPED: " + test + ": " + obstacle);
        }
        Assumptions.assumeTrue(obstacle == null, "SKIPPED: " + test + ": " + obstacle);
        return new Nodes(Lab.open());
    }

    /** Nodes that start from now on seal their datagrams. */
    Nodes sealed() {
        options = " seal=1";
        return this;
    }

    /** Starts the next node on addresses of its namespace, one for each path. */
    PeerProcess start(Namespace where, String... addresses)
            throws IOException, InterruptedException {
        String bind = String.join(",", addresses);
        PeerProcess next =
                PeerProcess.echo(where, "node=" + peers.size() + " bind=" + bind + options);
        for (PeerProcess known : peers) {
            known.introduce(next);
            next.introduce(known);
        }
        peers.add(next);
        return next;
    }

    PeerProcess peer(int node) {
        return peers.get(node);
    }

    /** Sets faults of the wire at every node, such as "loss=0.05 duplicate=0.01". */
    void impair(String faults) throws IOException, InterruptedException {
        for (PeerProcess peer : peers) {
            Answer unused = peer.ask("impair " + faults, LIMIT);
        }
    }

    /** Starts a checked load of a node, such as "op=echo bytes=4096 outstanding=16 peers=0". */
    void begin(int node, String load) throws IOException, InterruptedException {
        Answer unused = peers.get(node).ask("start check=1 " + load, LIMIT);
    }

    /** Waits for the end of a load: everything was answered once, with the right bytes. */
    Answer end(int node) throws IOException, InterruptedException {
        return right(node, peers.get(node).ask("wait limit=50", Duration.ofSeconds(60)));
    }

    /** Starts no more requests of a load, and then the same. */
    Answer finish(int node) throws IOException, InterruptedException {
        return right(node, peers.get(node).ask("finish limit=50", Duration.ofSeconds(60)));
    }

    private static Answer right(int node, Answer result) {
        String all = "node " + node + ": " + result.values();
        assertEquals(0, result.number("lost"), all);
        assertEquals(0, result.number("wrong"), all);
        assertEquals(result.number("requests"), result.number("answered"), all);
        return result;
    }

    /** Runs a load to its end. */
    Answer run(int node, String load) throws IOException, InterruptedException {
        begin(node, load);
        return end(node);
    }

    long counter(int node, String name) throws IOException, InterruptedException {
        return peers.get(node).ask("counters", LIMIT).number(name);
    }

    /**
     * That no node executed a request twice, got one with wrong bytes or keeps a buffer, and that all of
     * them together executed so many.
     */
    void verify(long executed) throws IOException, InterruptedException {
        long served = 0;
        for (int node = 0; node < peers.size(); node++) {
            Answer counters = peers.get(node).ask("counters", LIMIT);
            String all = "node " + node + ": " + counters.values();
            assertEquals(0, counters.number("executedTwice"), all);
            assertEquals(0, counters.number("broken"), all);
            assertEquals(0, counters.number("handler_failures"), all);
            served += counters.number("requestsServed");
        }
        assertEquals(executed, served);
    }

    /** The sum of a counter over all nodes. */
    long sum(String name) throws IOException, InterruptedException {
        long sum = 0;
        for (int node = 0; node < peers.size(); node++) {
            sum += counter(node, name);
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        try (lab) {
            for (PeerProcess peer : peers) {
                peer.close();
            }
        }
    }
}
