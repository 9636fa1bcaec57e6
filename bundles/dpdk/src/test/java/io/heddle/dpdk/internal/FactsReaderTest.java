package io.heddle.dpdk.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.dpdk.DpdkFacts;
import io.heddle.dpdk.NicGuard;
import io.heddle.hardware.Inventory;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.Reason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What is missing of DPDK is said with what to do, from files alone. */
class FactsReaderTest {
    private static final String LIB = "usr/lib/x86_64-linux-gnu";
    private static final String ROOT = "CapEff:\t000001ffffffffff\n";

    @TempDir
    Path root;

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void libraries(String folder, int number, String... names) throws IOException {
        for (String name : names) {
            file(folder + "/librte_" + name + ".so." + number, "");
        }
    }

    private void hugePages(int free) throws IOException {
        String pool = "sys/kernel/mm/hugepages/hugepages-2048kB/";
        file(pool + "nr_hugepages", free + "\n");
        file(pool + "free_hugepages", free + "\n");
    }

    private DpdkFacts facts() {
        return FactsReader.read(Inventory.read(root), null);
    }

    private static void says(List<Reason> reasons, String rule, String remedy) {
        assertTrue(
                reasons.stream()
                        .anyMatch(one -> one.rule().equals(rule)
                                && String.valueOf(one.remedy()).contains(remedy)),
                reasons::toString);
    }

    @Test
    void shouldNameThePackagesOfTheRelease() throws IOException {
        says(facts().missing("memif"), "S40", "librte-ethdev23");
        file("etc/os-release", "VERSION_CODENAME=trixie\n");
        says(facts().missing("memif"), "S40", "librte-ethdev25");
        libraries(LIB, 25, "eal", "ethdev", "bus_vdev");
        says(facts().missing("memif"), "S40", "librte-mempool-ring25");
        libraries(LIB, 25, "mempool_ring");
        file("proc/self/status", ROOT);
        assertEquals("24.11", facts().release());
        says(facts().missing("memif"), "S40", "librte-net-memif25");
        says(facts().missing("mlx5"), "S40", "librte-net-mlx5-25");
        libraries(LIB, 25, "net_memif");
        assertEquals(List.of(), facts().missing("memif"));
        assertEquals(Set.of("memif"), facts().pmds());
    }

    @Test
    void shouldRefuseAReleaseThatItDoesNotKnow() throws IOException {
        libraries(LIB, 24, "eal", "ethdev", "bus_vdev", "mempool_ring", "net_memif");
        DpdkFacts facts = facts();
        assertNull(facts.release());
        Reason reason = facts.missing("memif").getFirst();
        assertTrue(reason.seen().contains("librte_eal.so.24"), reason::toString);
        assertTrue(reason.wanted().contains("22.11"), reason::toString);
        assertTrue(reason.wanted().contains("24.11"), reason::toString);
        libraries(LIB, 23, "eal", "ethdev", "bus_vdev", "mempool_ring", "net_memif");
        assertEquals(23, facts().abi());
    }

    @Test
    void shouldPreferTheDpdkOfMellanox() throws IOException {
        libraries(LIB, 23, "eal", "ethdev", "bus_vdev", "mempool_ring");
        libraries(
                "opt/mellanox/dpdk/lib/x86_64-linux-gnu",
                23,
                "eal",
                "ethdev",
                "bus_vdev",
                "mempool_ring",
                "net_mlx5");
        assertEquals("/opt/mellanox/dpdk/lib/x86_64-linux-gnu", facts().folder());
        assertEquals(Set.of("mlx5"), facts().pmds());
    }

    @Test
    void shouldAskForRightsAndHugePages() throws IOException {
        libraries(LIB, 23, "eal", "ethdev", "bus_vdev", "mempool_ring", "net_af_packet", "net_ice");
        file("proc/self/status", "CapEff:\t0000000000000000\n");
        hugePages(8);
        says(facts().missing("af_packet"), "S38", "CAP_NET_RAW");
        says(facts().missing("ice"), "S38", "CAP_SYS_ADMIN");
        says(facts().missing("ice"), "S17", "echo 512 > /proc/sys/vm/nr_hugepages");
        says(facts().evidence(), "S17", "nr_hugepages");
        file("proc/self/status", ROOT);
        hugePages(512);
        assertEquals(List.of(), facts().missing("ice"));
        assertEquals(1L << 30, facts().hugeBytesFree());
    }

    @Test
    void shouldSayThatARunningEalHasItsPages() throws IOException {
        libraries(LIB, 23, "eal", "ethdev", "bus_vdev", "mempool_ring", "net_ice");
        file("proc/self/status", ROOT);
        hugePages(0);
        Inventory here = Inventory.read(root);
        assertEquals(List.of(), FactsReader.read(here, true).missing("ice"));
        hugePages(512);
        says(FactsReader.read(Inventory.read(root), false).missing("ice"), "S17", "echo 512");
    }

    @Test
    void shouldReadTheAddressesThatTcpIsAtWorkOn() throws IOException {
        String head = "  sl  local_address rem_address   st\n";
        file(
                "proc/net/tcp",
                head
                        + "   0: 0700060A:0016 00000000:0000 0A 00000000:00000000 00\n"
                        + "   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00\n"
                        + "   2: 0100007F:0019 0100007F:AAAA 06 00000000:00000000 00\n");
        file(
                "proc/net/tcp6",
                head + "   0: B80D0120000000000000000001000000:0016"
                        + " B80D0120000000000000000002000000:8AAA 01 00000000:00000000 00\n");
        assertEquals(
                Set.of(NetAddress.ipv4(0x0a06_0007, 0), NetAddress.parse("2001:db8::1")),
                KernelTcp.addresses(root));
        assertNull(NicGuard.against(Inventory.read(root), "0000:03:00.0"));
    }
}
