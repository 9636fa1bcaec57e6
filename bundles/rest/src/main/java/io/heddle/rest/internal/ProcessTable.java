package io.heddle.rest.internal;

import io.heddle.client.Client;
import io.heddle.client.Mounts;
import io.heddle.layout.AddressBook;
import io.heddle.meta.Servers;
import io.heddle.meta.Servers.ServerStatus;
import io.heddle.net.DriverStatus;
import io.heddle.net.NetCapability;
import io.heddle.net.Switchboard;
import io.heddle.net.spi.ProbeResult;
import io.heddle.runtime.Loops;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Every process of the cluster, as S114 to S122 want it shown. Parts that are not there (a stopped
 * bundle) are null.
 *
 * @param managementIps the addresses that the management network listens on
 * @param cpus which loops are pinned
 * @param nowMs wall clock
 * @param jvmStartedMs wall clock of the start of this JVM
 */
record ProcessTable(
        @Nullable Servers servers,
        @Nullable AddressBook addresses,
        @Nullable Client client,
        @Nullable Mounts mounts,
        Switchboard switchboard,
        Loops loops,
        LoopCpus cpus,
        List<String> managementIps,
        String hostname,
        long nowMs,
        long jvmStartedMs) {

    /** Paths that a node can be reached by: one for each of its data addresses. */
    private static final int PATHS = 4;

    private static final String CLIENT = "client";

    /** The rows in the order of their ids, which count on over all containers (S120). */
    List<Views.Process> rows() {
        var rows = new ArrayList<Views.Process>();
        String network = network();
        for (ServerStatus server : servers == null ? List.<ServerStatus>of() : servers.servers()) {
            addServer(rows, server, network);
        }
        rows.add(new Views.Process(
                rows.size(),
                hostname,
                CLIENT,
                dataIps(AddressBook.FIRST_CLIENT),
                client == null ? "DOWN" : "UP",
                List.of("FRONTEND"),
                network,
                cpus.of(loops.frontend().name()),
                client == null ? null : client.memoryBytes() + mountBytes(),
                seconds(jvmStartedMs)));
        return rows;
    }

    private long mountBytes() {
        return mounts == null ? 0 : mounts.memoryBytes();
    }

    private void addServer(List<Views.Process> rows, ServerStatus server, String network) {
        String container = "server" + server.id();
        String status = server.status().equals("FAILED") ? "DOWN" : "UP";
        long uptime = seconds(server.startedNs() / 1_000_000);
        Integer cpu = cpus.of(loops.server(server.id()).name());
        List<String> ips = dataIps(server.id());
        rows.add(new Views.Process(
                rows.size(),
                hostname,
                container,
                managementIps,
                status,
                List.of("MANAGEMENT"),
                "UDP",
                null,
                null,
                uptime));
        rows.add(new Views.Process(
                rows.size(),
                hostname,
                container,
                ips,
                status,
                List.of("COMPUTE"),
                network,
                cpu,
                server.memoryBytes(),
                uptime));
        rows.add(new Views.Process(
                rows.size(),
                hostname,
                container,
                ips,
                status,
                List.of("DRIVES"),
                network,
                cpu,
                server.driveMemoryBytes(),
                uptime));
    }

    private long seconds(long sinceMs) {
        return Math.max(0, (nowMs - sinceMs) / 1000);
    }

    /** What the driver in use can do, whatever its name is (S114, S117); empty without one. */
    private String network() {
        for (DriverStatus status : switchboard.drivers()) {
            if (status.name().equals(switchboard.current())
                    && status.probe() instanceof ProbeResult.Usable usable) {
                List<NetCapability> able = usable.capabilities();
                boolean bypass =
                        able.stream().anyMatch(NetCapability.KernelBypass.class::isInstance);
                boolean rdma = able.stream().anyMatch(NetCapability.RemoteMemory.class::isInstance);
                return (bypass ? "DPDK" : "UDP") + (rdma ? " / RDMA" : "");
            }
        }
        return "";
    }

    /** Where the ports of a node are bound; with several NICs there are several (S121). */
    private List<String> dataIps(int node) {
        var ips = new TreeSet<String>();
        for (int path = 0; path < PATHS && addresses != null; path++) {
            AddressBook.Entry entry = addresses.find(node, path);
            if (entry != null) {
                ips.add(text(entry));
            }
        }
        return List.copyOf(ips);
    }

    private static String text(AddressBook.Entry entry) {
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(entry.high())
                .putLong(entry.low())
                .array();
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new AssertionError("16 bytes are an address", impossible);
        }
    }
}
