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
import java.util.List;

/**
 * 100 times opening, traffic and closing leave the process as it was: descriptors, threads, mappings,
 * pages. An mbuf that stays makes closing fail.
 */
class LeakTest {
    private static final int TIMES = 100;

    @TempDir
    Path folder;

    private record Held(long descriptors, long threads, long mappings, long hugePages) {
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
                    used());
        }

        /** Those of the machine in use; DPDK's lie in no file that the process shows. */
        private static long used() throws IOException {
            long total = 0;
            long free = 0;
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                long number = Long.parseLong("0" + line.replaceAll("[^0-9]", ""));
                total = line.startsWith("HugePages_Total") ? number : total;
                free = line.startsWith("HugePages_Free") ? number : free;
            }
            return total - free;
        }
    }

    private interface Round {
        void run() throws IOException;
    }

    /** @param descriptors what a round leaves open by a fault of the driver */
    private static void flat(String what, int descriptors, Round round) throws IOException {
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
        assertTrue(
                after.descriptors() - before.descriptors() <= TIMES * descriptors,
                what + " leaves descriptors");
        assertTrue(after.mappings() <= before.mappings(), what + " maps more");
        assertEquals(before.hugePages(), after.hugePages(), what);
        assertEquals(List.of(), DpdkHere.DPDK.devices());
    }

    @Test
    void shouldLeaveNothingOfNull() throws IOException {
        DpdkHere.needs("null");
        flat("null", 0, () -> DpdkHere.open(DpdkHere.device("net_null0", "", 1)).close());
    }

    @Test
    void shouldLeaveNothingOfAfPacket() throws IOException {
        DpdkHere.needs("af_packet");
        try (VethPair veth = VethPair.make()) {
            flat("af_packet", 0, () -> {
                try (NetPort a = DpdkHere.open(
                                DpdkHere.device("net_af_packet0", "iface=" + veth.near, 1));
                        NetPort b = DpdkHere.open(
                                DpdkHere.device("net_af_packet1", "iface=" + veth.far, 2))) {
                    DpdkHere.carry(a, b, 8, 1_000);
                }
            });
        }
    }

    /** The driver never closes the socket that a server listened on, once its last device goes. */
    @Test
    void shouldLeaveTheListeningSocketOfMemifOnly() throws IOException {
        DpdkHere.needs("memif");
        String socket = ",socket-abstract=no,socket=" + folder.resolve("leak.sock");
        flat("memif", 1, () -> {
            try (NetPort a = DpdkHere.open(
                            DpdkHere.device("net_memif0", "role=server" + socket, 1));
                    NetPort b = DpdkHere.open(
                            DpdkHere.device("net_memif1", "role=client" + socket, 2))) {
                DpdkHere.carry(a, b, 8, 1_000);
            }
        });
    }

    @Test
    void shouldLeaveNothingOfTap() throws IOException {
        DpdkHere.needs("tap");
        String name = "hdl" + ProcessHandle.current().pid() % 100_000 + "l";
        flat(
                "tap",
                0,
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
