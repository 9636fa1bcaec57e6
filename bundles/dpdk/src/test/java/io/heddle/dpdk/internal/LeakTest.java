package io.heddle.dpdk.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.dpdk.internal.rte.Affinity;
import io.heddle.net.NetPort;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * 100 times opening, traffic and closing leave the process as it was: descriptors, threads, mappings,
 * pages. An mbuf that stays makes closing fail.
 */
class LeakTest {
    private static final int TIMES = 100;

    @TempDir
    Path folder;

    private record Held(long descriptors, long threads, long mappings, long hugeKib, int devices) {
        static Held now() throws IOException {
            return new Held(
                    DpdkHere.descriptors(),
                    DpdkHere.threads(),
                    Files.readAllLines(Path.of("/proc/self/maps")).stream()
                            .filter(line -> line.contains("socket:")
                                    || line.contains("/dev/")
                                    || line.contains("memfd")
                                    || line.contains("huge"))
                            .count(),
                    used(),
                    DpdkHere.DPDK.devices().size());
        }

        /** Of this process, in KiB. */
        private static long used() throws IOException {
            long used = 0;
            for (String line : Files.readAllLines(Path.of("/proc/self/smaps_rollup"))) {
                if (line.contains("_Hugetlb")) {
                    used += Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
            return used;
        }
    }

    private interface Round {
        void run() throws IOException;
    }

    private static void flat(String what, Round round) throws IOException {
        for (int warm = 0; warm < 5; warm++) {
            round.run();
        }
        Held before = Held.now();
        for (int time = 0; time < TIMES; time++) {
            round.run();
        }
        // The JVM starts and ends threads of its own.
        DpdkHere.await(() -> DpdkHere.threads() <= before.threads());
        Held after = Held.now();
        System.out.println(what + ": " + before + " -> " + after);
        assertEquals(before.descriptors(), after.descriptors(), what);
        assertTrue(after.mappings() <= before.mappings(), what + " maps more");
        assertEquals(before.hugeKib(), after.hugeKib(), what);
        assertEquals(before.devices(), after.devices());
    }

    @Test
    void shouldLeaveNothingOfNull() throws IOException {
        DpdkHere.needs("null");
        flat("null", () -> DpdkHere.open(DpdkHere.device("net_null0", "", 1)).close());
    }

    @Test
    void shouldLeaveNothingOfAfPacket() throws IOException {
        DpdkHere.needs("af_packet");
        try (VethPair veth = VethPair.make()) {
            flat("af_packet", () -> {
                try (NetPort a = DpdkHere.open(
                                DpdkHere.device("net_af_packet0", "iface=" + veth.near, 1));
                        NetPort b = DpdkHere.open(
                                DpdkHere.device("net_af_packet1", "iface=" + veth.far, 2))) {
                    DpdkHere.carry(a, b, 8, 1_000);
                }
            });
        }
    }

    /**
     * The driver never closes the socket that a server listened on, once its last device goes; so one
     * that joins nobody holds it, as bundles/lab does.
     */
    @Test
    void shouldLeaveNothingOfMemifWhileADeviceHoldsItsSocket() throws IOException {
        DpdkHere.needs("memif");
        String socket = ",socket-abstract=no,socket=" + folder.resolve("leak.sock");
        try (NetPort held =
                DpdkHere.open(DpdkHere.device("net_memif9", "role=server,id=9" + socket, 9))) {
            flat("memif", () -> {
                try (NetPort a = DpdkHere.open(
                                DpdkHere.device("net_memif0", "role=server" + socket, 1));
                        NetPort b = DpdkHere.open(
                                DpdkHere.device("net_memif1", "role=client" + socket, 2))) {
                    DpdkHere.carry(a, b, 8, 1_000);
                }
            });
            assertEquals(0, held.stats().rxDatagrams());
        }
    }

    @Test
    void shouldLeaveNothingOfTap() throws IOException {
        DpdkHere.needs("tap");
        String name = "hdl" + ProcessHandle.current().pid() % 100_000 + "l";
        flat(
                "tap",
                () -> DpdkHere.open(
                                DpdkHere.device("net_tap0", "iface=" + name, 1, DpdkHere.MTU, true))
                        .close());
    }

    @Test
    void shouldLeaveThreadAndProcessorsAlone() {
        DpdkHere.needs("null");
        var before = Affinity.get();
        DpdkHere.open(DpdkHere.device("net_null0", "", 1)).close();
        assertEquals(before, Affinity.get());
    }
}
