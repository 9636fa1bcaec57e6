package io.heddle.dpdk.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import io.heddle.net.Datagram;
import io.heddle.net.NetPort;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** Bursts allocate nothing, once the compiler has seen them; and what they cost is printed. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WINDOW_DATAGRAMS = 100_000;

    /** An object of 16 bytes in 1,600 datagrams would be more. */
    private static final double ROUNDING = 0.01;

    private static final long MOST_NS = 120_000_000_000L;
    private static final int BATCH = 32;

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

    private static void settles(String name, NetPort a, NetPort b) {
        DpdkHere.carry(a, b, 100, 1_400);
        DpdkHere.carry(b, a, 100, 1_400);
        try (Arena arena = Arena.ofConfined()) {
            Datagram[] out = DpdkHere.datagrams(arena, BATCH, 2_048);
            Datagram[] in = DpdkHere.datagrams(arena, BATCH, 2_048);
            for (Datagram datagram : out) {
                datagram.set(1_400, 0);
                datagram.remote(b.localAddress());
            }
            double bytes = Double.MAX_VALUE;
            double ns = 0;
            for (long end = System.nanoTime() + MOST_NS;
                    bytes > ROUNDING && System.nanoTime() < end; ) {
                long before = THREADS.getCurrentThreadAllocatedBytes();
                long startNs = THREADS.getCurrentThreadCpuTime();
                int moved = move(a, b, out, in);
                ns = (double) (THREADS.getCurrentThreadCpuTime() - startNs) / moved;
                bytes = (double) (THREADS.getCurrentThreadAllocatedBytes() - before) / moved;
            }
            System.out.printf(
                    "%s: %.3f bytes allocated, %.0f ns of CPU to send and receive 1,400 bytes%n",
                    name, bytes, ns);
            assertTrue(bytes <= ROUNDING, bytes + " bytes allocated a datagram");
        }
    }

    /** From one port to the other on one thread; lost ones are sent again. */
    private static int move(NetPort a, NetPort b, Datagram[] out, Datagram[] in) {
        int moved = 0;
        while (moved < WINDOW_DATAGRAMS) {
            int sent = a.txBurst(out, 0, BATCH);
            int got = 0;
            for (int turn = 0; got < sent && turn < 1_000; turn++) {
                got += b.rxBurst(in, 0, BATCH);
            }
            moved += got;
            int unused = a.rxBurst(in, 0, BATCH);
        }
        return moved;
    }
}
