package io.heddle.rest.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.client.Client;
import io.heddle.client.Mounts;
import io.heddle.layout.AddressBook;
import io.heddle.meta.Servers;
import io.heddle.meta.Servers.ServerStatus;
import io.heddle.net.DriverStatus;
import io.heddle.net.NetCapability;
import io.heddle.net.Switchboard;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.Loop;
import io.heddle.runtime.Loops;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Proves the rows S114 to S122 from the services that a running cluster has. */
class ProcessTableTest {
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final long UP_SECONDS = 16 * 86_400 + 20 * 3600 + 7 * 60 + 42;
    private static final long MAPPED = 0xffff_0000_0000L;

    @TempDir
    private Path tasks;

    private final AddressBook addresses = new AddressBook();
    private List<NetCapability> capabilities = List.of();
    private String driver = "any-name";

    @BeforeEach
    void pinTheFirstServer() throws IOException {
        Path thread = Files.createDirectory(tasks.resolve("7"));
        Files.writeString(thread.resolve("comm"), "loop-server0\n");
        Files.writeString(thread.resolve("status"), "Cpus_allowed_list:\t12\n");
        for (int server = 0; server < 3; server++) {
            addresses.publish(server, 0, 0, MAPPED | 0x0a020001L + server, 4000, "");
        }
        addresses.publish(0, 3, 0, MAPPED | 0x0a030001L, 4000, "");
        addresses.publish(AddressBook.FIRST_CLIENT, 0, 0, MAPPED | 0x0a0200c8L, 4000, "");
    }

    private static ServerStatus server(int id, String status) {
        long startedNs = (NOW_MS - 1000 * UP_SECONDS) * 1_000_000L;
        return new ServerStatus(
                id, status, 1, 2, 1 << 30, 1 << 20, "", startedNs, 6_000_000 + id, 8_000_000 + id);
    }

    private List<Views.Process> rows() {
        return rows(ServicesOf.returning(Client.class, Map.of("memoryBytes", 100L)));
    }

    private List<Views.Process> rows(@Nullable Client client) {
        var usable = new ProbeResult.Usable(capabilities, List.of());
        var other = new ProbeResult.Unusable(List.of(new Reason("S58", "", "", "", "")));
        var switchboard = ServicesOf.returning(
                Switchboard.class,
                Map.of(
                        "drivers",
                        List.of(
                                new DriverStatus("udp-other", "b", "1", "off", "unusable", other),
                                new DriverStatus("any-name", "b", "1", "in use", "chosen", usable)),
                        "current",
                        driver));
        return new ProcessTable(
                        ServicesOf.returning(
                                Servers.class,
                                Map.of(
                                        "servers",
                                        List.of(
                                                server(0, "UP"),
                                                server(1, "FAILED"),
                                                server(2, "RECOVERING")))),
                        addresses,
                        client,
                        ServicesOf.returning(Mounts.class, Map.of("memoryBytes", 4096L)),
                        switchboard,
                        loops(),
                        LoopCpus.read(tasks),
                        List.of("10.1.0.1"),
                        "h1",
                        NOW_MS,
                        NOW_MS - 5_000)
                .rows();
    }

    private static Loops loops() {
        return new Loops() {
            @Override
            public Loop frontend() {
                return ServicesOf.returning(Loop.class, Map.of("name", "loop-front"));
            }

            @Override
            public Loop server(int serverId) {
                return ServicesOf.returning(Loop.class, Map.of("name", "loop-server" + serverId));
            }
        };
    }

    private Views.Process row(String container, String role) {
        return rows().stream()
                .filter(row -> row.container().equals(container) && row.roles().contains(role))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void s114ShouldShowWhetherRdmaIsUsed() {
        assertEquals("UDP", row("server0", "COMPUTE").network());
        capabilities = List.of(new NetCapability.RemoteMemory(32 << 10, 256 << 10));
        assertEquals("UDP / RDMA", row("server0", "COMPUTE").network());
        assertEquals("UDP", row("server0", "MANAGEMENT").network());
    }

    @Test
    void s116ShouldShowEveryRole() {
        assertEquals(
                List.of("MANAGEMENT", "COMPUTE", "DRIVES"),
                rows().stream()
                        .filter(row -> row.container().equals("server1"))
                        .flatMap(row -> row.roles().stream())
                        .toList());
        assertEquals(List.of("FRONTEND"), rows().getLast().roles());
    }

    @Test
    void s117ShouldTakeTheNetworkFromTheCapabilitiesOfTheDriverInUse() {
        capabilities = List.of(new NetCapability.KernelBypass());
        assertEquals("DPDK", row("client", "FRONTEND").network());
        assertEquals("DPDK", row("server2", "DRIVES").network());
        capabilities = List.of(
                new NetCapability.RemoteMemory(32 << 10, 256 << 10),
                new NetCapability.KernelBypass());
        assertEquals("DPDK / RDMA", row("client", "FRONTEND").network());
        driver = "none";
        assertEquals("", row("client", "FRONTEND").network());
    }

    @Test
    void s118ShouldShowManagementAsUdpWithoutCpuAndMemory() {
        capabilities = List.of(new NetCapability.KernelBypass());
        Views.Process management = row("server0", "MANAGEMENT");
        assertEquals("UDP", management.network());
        assertEquals(List.of("10.1.0.1"), management.ips());
        assertNull(management.cpu());
        assertNull(management.memoryBytes());
    }

    @Test
    void s119ShouldShowOneCpuWherePinnedAndTheMemoryThatAProcessOwns() {
        assertEquals(12, row("server0", "COMPUTE").cpu());
        assertEquals(12, row("server0", "DRIVES").cpu());
        assertNull(row("server1", "COMPUTE").cpu());
        assertNull(row("client", "FRONTEND").cpu());
        assertEquals(6_000_000L, row("server0", "COMPUTE").memoryBytes());
        assertEquals(8_000_002L, row("server2", "DRIVES").memoryBytes());
        assertEquals(4196L, row("client", "FRONTEND").memoryBytes());
    }

    @Test
    void s120ShouldNumberProcessesContiguouslyOverTheCluster() {
        assertEquals(
                IntStream.range(0, 10).boxed().toList(),
                rows().stream().map(Views.Process::processId).toList());
    }

    @Test
    void s121ShouldShowBothDataIpsOfAServer() {
        assertEquals(List.of("10.2.0.1", "10.3.0.1"), row("server0", "COMPUTE").ips());
        assertEquals(List.of("10.2.0.1", "10.3.0.1"), row("server0", "DRIVES").ips());
        assertEquals(List.of("10.2.0.3"), row("server2", "COMPUTE").ips());
        assertEquals(List.of("10.2.0.200"), row("client", "FRONTEND").ips());
        addresses.withdraw(2, 0);
        assertEquals(List.of(), row("server2", "COMPUTE").ips());
    }

    @Test
    void s122ShouldShowStatusAndUptime() {
        assertEquals("UP", row("server0", "COMPUTE").status());
        assertEquals("DOWN", row("server1", "DRIVES").status());
        assertEquals("UP", row("server2", "COMPUTE").status());
        assertEquals(UP_SECONDS, row("server0", "MANAGEMENT").uptimeSeconds());
        assertEquals(5, row("client", "FRONTEND").uptimeSeconds());
    }

    @Test
    void shouldShowAStoppedClientAsDown() {
        Views.Process front = rows(null).getLast();
        assertEquals("DOWN", front.status());
        assertNull(front.memoryBytes());
        assertTrue(rows(null).size() == 10);
    }
}
