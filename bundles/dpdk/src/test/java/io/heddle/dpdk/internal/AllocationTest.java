package io.heddle.dpdk.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.net.Datagram;
import io.heddle.net.NetCapability.ZeroCopy;
import io.heddle.net.NetPort;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Objects;

/** Bursts allocate nothing, once the compiler has seen them; and what they cost is printed. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WINDOW_DATAGRAMS = 100_000;

    /** An object of 16 bytes in 1,600 datagrams would be more. */
    private static final double ROUNDING = 0.01;

    private static final long MOST_NS = 120_000_000_000L;
    private static final int BATCH = 32;

    /** In a row, so that the cost is that of compiled code; the least counts. */
    private static final int WINDOWS = 10;

    @TempDir
    Path folder;

    @Test
    void shouldAllocateNothingPerDatagramOnMemif() {
        DpdkHere.needs("memif");
        String socket = ",socket-abstract=no,socket=" + folder.resolve("memif.sock");
        try (NetPort a = DpdkHere.open(DpdkHere.device("net_memif0", "role=server" + socket, 1));
                NetPort b =
                        DpdkHere.open(DpdkHere.device("net_memif1", "role=client" + socket, 2))) {
            settles("memif", a, b);
        }
    }

    @Test
    void shouldAllocateNothingPerDatagramOnAfPacket() {
        DpdkHere.needs("af_packet");
        try (VethPair veth = VethPair.make();
                NetPort a =
                        DpdkHere.open(DpdkHere.device("net_af_packet0", "iface=" + veth.near, 1));
                NetPort b =
                        DpdkHere.open(DpdkHere.device("net_af_packet1", "iface=" + veth.far, 2))) {
            settles("af_packet", a, b);
        }
    }

    @Test
    void shouldAllocateNothingPerDatagramBetweenLanes() {
        DpdkHere.needs("af_packet");
        try (VethPair veth = VethPair.make()) {
            DeviceSpec two =
                    DpdkHere.shared(DpdkHere.device("net_af_packet0", "iface=" + veth.near, 1), 2);
            try (NetPort a = DpdkHere.open(two);
                    NetPort b = DpdkHere.open(two)) {
                settles("lane to lane", a, b);
            }
        }
    }

    private static void settles(String name, NetPort a, NetPort b) {
        DpdkHere.carry(a, b, 100, 1_400);
        DpdkHere.carry(b, a, 100, 1_400);
        settles(name + ", copied", new Pair(a, b, false));
        settles(name + ", in memory of the port", new Pair(a, b, true));
    }

    private static void settles(String name, Pair pair) {
        try (Arena arena = Arena.ofConfined()) {
            Datagram[] out = DpdkHere.datagrams(arena, BATCH, 2_048);
            Datagram[] in = DpdkHere.datagrams(arena, BATCH, 2_048);
            for (Datagram datagram : out) {
                datagram.set(1_400, 0);
                datagram.remote(pair.b.localAddress());
            }
            double bytes = Double.MAX_VALUE;
            double ns = Double.MAX_VALUE;
            int settled = 0;
            for (long end = System.nanoTime() + MOST_NS;
                    settled < WINDOWS && System.nanoTime() < end; ) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                long startNs = THREADS.getCurrentThreadCpuTime();
                int moved = pair.move(out, in);
                double cpuNs = THREADS.getCurrentThreadCpuTime() - startNs;
                ns = Math.min(ns, cpuNs / moved);
                bytes = (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / moved;
                settled = bytes <= ROUNDING ? settled + 1 : 0;
            }
            System.out.printf(
                    "%s: %.3f bytes allocated, %.0f ns of CPU to send and receive 1,400 bytes%n",
                    name, bytes, ns);
            assertTrue(bytes <= ROUNDING, bytes + " bytes allocated a datagram");
        }
    }

    /** Two ports, whose datagrams are copied or lie in their memory. */
    private record Pair(NetPort a, NetPort b, boolean lends) {
        /** From one port to the other on one thread; lost ones are sent again. */
        int move(Datagram[] out, Datagram[] in) {
            int moved = 0;
            while (moved < WINDOW_DATAGRAMS) {
                for (int index = 0; lends && index < BATCH; index++) {
                    assertTrue(lender(a).lend(out, index));
                    out[index].set(1_400, 0);
                }
                int sent = a.txBurst(out, 0, BATCH);
                int got = 0;
                for (int turn = 0; got < sent && turn < 1_000; turn++) {
                    got += receive(b, in);
                }
                moved += got;
                int unused = receive(a, in);
            }
            return moved;
        }

        private int receive(NetPort port, Datagram[] in) {
            return lends ? lender(port).rxLent(in, 0, BATCH) : port.rxBurst(in, 0, BATCH);
        }

        private static ZeroCopy lender(NetPort port) {
            return Objects.requireNonNull(port.capability(ZeroCopy.class), "memory of the port");
        }
    }
}
