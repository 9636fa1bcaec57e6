package io.heddle.bench.net;

import java.io.IOException;

/** Two processes of testpmd: what DPDK itself gets out of the same device. */
final class TestpmdPair implements Contestant {
    /** Ethernet, IPv4 and UDP. */
    private static final int HEADER_BYTES = 42;

    private final Wiring wiring;
    private final Testpmd server;
    private final Testpmd client;
    private final int frameBytes;

    private TestpmdPair(Wiring wiring, Testpmd server, Testpmd client, int frameBytes) {
        this.wiring = wiring;
        this.server = server;
        this.client = client;
        this.frameBytes = frameBytes;
    }

    /**
     * @param bytes of what a datagram would carry
     * @param clientMode such as txonly
     * @param serverMode such as rxonly; what arrives there is counted
     */
    static TestpmdPair start(Wiring.Link link, int bytes, String clientMode, String serverMode)
            throws IOException, InterruptedException {
        Wiring wiring = Wiring.make(link);
        try {
            int frameBytes = bytes + HEADER_BYTES;
            Testpmd server = Testpmd.start(
                    wiring.place(true), 0, vdev(wiring, true), serverMode, frameBytes);
            try {
                int core = Runtime.getRuntime().availableProcessors() > 1 ? 1 : 0;
                Testpmd client = Testpmd.start(
                        wiring.place(false), core, vdev(wiring, false), clientMode, frameBytes);
                return new TestpmdPair(wiring, server, client, frameBytes);
            } catch (IOException | InterruptedException failed) {
                server.close();
                throw failed;
            }
        } catch (IOException | InterruptedException failed) {
            wiring.close();
            throw failed;
        }
    }

    private static String vdev(Wiring wiring, boolean isServer) {
        return wiring.device() + "," + wiring.devargs(isServer);
    }

    @Override
    public Flow run(double seconds) throws IOException, InterruptedException {
        server.awaitLink();
        client.awaitLink();
        server.begin();
        client.begin();
        awaitFlow();
        long clientBefore = client.cpuNs();
        long serverBefore = server.cpuNs();
        Testpmd.Received before = server.received();
        long begunNs = System.nanoTime();
        Thread.sleep((long) (seconds * 1e3));
        Testpmd.Received after = server.received();
        long elapsedNs = System.nanoTime() - begunNs;
        long cpuNs = server.cpuNs() - serverBefore + client.cpuNs() - clientBefore;
        client.end();
        server.end();
        long packets = after.packets() - before.packets();
        long bytes = after.bytes() - before.bytes();
        // It says little where it does not like what it was told, and sends 64 bytes instead. The
        // two counts are not of the same instant.
        if (packets == 0 || Math.abs(bytes / packets - frameBytes) > frameBytes / 10) {
            throw new IOException("At testpmd arrived " + packets + " packets of " + bytes
                    + " bytes, and not of " + frameBytes + " each.");
        }
        return new Flow(packets, elapsedNs, cpuNs);
    }

    /** A busy machine takes its time to start the first one. */
    private void awaitFlow() throws IOException, InterruptedException {
        long first = server.received().packets();
        for (int look = 0; look < 50 && server.received().packets() == first; look++) {
            Thread.sleep(100);
        }
        Thread.sleep(200);
    }

    @Override
    public void close() throws IOException {
        try (wiring;
                server) {
            client.close();
        }
    }
}
