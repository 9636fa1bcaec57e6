package io.heddle.rest.internal;

import io.heddle.client.Client;
import io.heddle.client.Mounts;
import io.heddle.control.Control;
import io.heddle.control.Membership;
import io.heddle.layout.Replicas;
import io.heddle.meta.Servers;
import io.heddle.meta.Servers.ServerStatus;
import io.heddle.net.Switchboard;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Events;
import io.heddle.runtime.Loops;

import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the API shows of the cluster. Parts that are not there (a stopped bundle) are null. */
record ClusterViews(
        @Nullable Control control,
        @Nullable Membership membership,
        @Nullable Servers servers,
        @Nullable Mounts mounts,
        @Nullable Client client,
        Switchboard switchboard,
        Counters counters,
        Events events,
        Loops loops,
        List<String> managementIps) {

    Views.Status status() {
        List<ServerStatus> all = servers == null ? List.of() : servers.servers();
        long raw = all.stream().mapToLong(ServerStatus::capacityBytes).sum();
        long used = all.stream().mapToLong(ServerStatus::usedBytes).sum();
        int copies = control == null ? 1 : control.copies();
        boolean down =
                all.isEmpty() || all.stream().allMatch(server -> server.status().equals("FAILED"));
        boolean degraded = all.stream().anyMatch(server -> !server.status().equals("UP"))
                || events.alerts().stream()
                        .anyMatch(alert -> alert.severity() == Events.Severity.ALERT);
        return new Views.Status(
                down ? "down" : degraded ? "degraded" : "ok",
                raw / copies,
                used / copies,
                copies + "x",
                switchboard.current(),
                switchboard.reason(),
                membership != null && membership.seals(),
                membership == null ? "" : membership.sealing(),
                mountedAt(null),
                mounts == null
                        ? "The FUSE front is stopped; start bundle io.heddle.fuse."
                        : mounts.refusal(),
                throughput(),
                alerts());
    }

    Views.Throughput throughput() {
        Map<String, Long> values = counters.values();
        return new Views.Throughput(
                sum(values, "heddle_client_read_bytes_total"),
                sum(values, "heddle_client_write_bytes_total"),
                sum(values, "heddle_client_operations_total"),
                System.currentTimeMillis());
    }

    private static long sum(Map<String, Long> values, String name) {
        return values.entrySet().stream()
                .filter(entry ->
                        entry.getKey().equals(name) || entry.getKey().startsWith(name + "{"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private List<String> mountedAt(@Nullable String fileSystem) {
        if (mounts == null) {
            return List.of();
        }
        return mounts.mounts().stream()
                .filter(mount -> fileSystem == null || mount.fileSystem().equals(fileSystem))
                .map(mount -> mount.directory().toString())
                .toList();
    }

    List<Views.Process> processes() {
        return new ProcessTable(
                        servers,
                        control == null ? null : control.addresses(),
                        client,
                        mounts,
                        switchboard,
                        loops,
                        LoopCpus.read(Path.of("/proc/self/task")),
                        managementIps,
                        hostname(),
                        System.currentTimeMillis(),
                        ManagementFactory.getRuntimeMXBean().getStartTime())
                .rows();
    }

    List<Views.Server> serverRows() {
        String host = hostname();
        return servers == null
                ? List.of()
                : servers.servers().stream()
                        .map(server -> new Views.Server(
                                server.id(),
                                host,
                                server.status(),
                                "server" + server.id(),
                                server.replicas(),
                                List.of(server.id()),
                                server.primaries()))
                        .toList();
    }

    List<Views.Drive> drives() {
        return servers == null
                ? List.of()
                : servers.servers().stream()
                        .map(server -> new Views.Drive(
                                server.id(),
                                server.id(),
                                server.status(),
                                server.capacityBytes(),
                                server.usedBytes(),
                                server.failure()))
                        .toList();
    }

    List<Views.Bucket> buckets() {
        if (control == null) {
            return List.of();
        }
        var rows = new ArrayList<Views.Bucket>();
        for (Replicas replicas : control.map().buckets()) {
            rows.add(new Views.Bucket(
                    replicas.bucket(),
                    replicas.epoch(),
                    Arrays.stream(replicas.servers()).boxed().toList()));
        }
        return rows;
    }

    List<Views.FileSystem> fileSystems() {
        return control == null
                ? List.of()
                : control.fileSystems().stream()
                        .map(fs -> new Views.FileSystem(
                                fs.name(),
                                fs.capacityBytes(),
                                servers == null ? 0 : servers.usedBytes(fs.root()),
                                fs.protection(),
                                false,
                                mountedAt(fs.name())))
                        .toList();
    }

    List<Views.Event> eventRows() {
        return events.events().stream()
                .map(event -> new Views.Event(time(event.timeNs()), event.kind(), event.text()))
                .toList();
    }

    List<Views.Alert> alerts() {
        return events.alerts().stream()
                .map(alert -> new Views.Alert(
                        alert.kind(),
                        alert.text(),
                        alert.evidence(),
                        alert.remedy(),
                        time(alert.sinceNs()),
                        alert.severity().name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** Every check again, with its remedy. */
    List<Views.Check> doctor() {
        var rows = new ArrayList<Views.Check>();
        rows.add(check(
                "control",
                control != null,
                "The control bundle answers.",
                "Start bundle io.heddle.control."));
        rows.add(check(
                "servers", servers != null, "The servers run.", "Start bundle io.heddle.meta."));
        String refusal = status().mountRefusal();
        rows.add(check(
                "mount",
                refusal.isEmpty(),
                refusal.isEmpty() ? "The mount stands." : refusal,
                refusal));
        rows.add(check(
                "network",
                !switchboard.current().equals("none"),
                "A network driver is in use: " + switchboard.current() + ".",
                "Start a driver bundle, such as io.heddle.drivers.udp.netty; 'heddle net"
                        + " drivers' lists them."));
        for (Views.Alert alert : alerts()) {
            boolean advice = alert.severity().equals("advice");
            rows.add(new Views.Check(
                    alert.kind(),
                    advice,
                    advice ? "advice" : "failed",
                    alert.text() + " (" + alert.evidence() + ")",
                    alert.remedy()));
        }
        return rows;
    }

    private static Views.Check check(String name, boolean ok, String text, String remedy) {
        return new Views.Check(name, ok, ok ? "ok" : "failed", text, ok ? "" : remedy);
    }

    static String time(long wallNs) {
        return Instant.ofEpochSecond(
                        wallNs / 1_000_000_000L, wallNs % 1_000_000_000L / 1_000_000 * 1_000_000)
                .toString();
    }

    private static String hostname() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
