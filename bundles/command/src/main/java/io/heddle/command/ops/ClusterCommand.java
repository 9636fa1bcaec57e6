package io.heddle.command.ops;

import io.heddle.command.RestClient;

import picocli.CommandLine.Command;

import java.io.PrintStream;

/** {@code heddle cluster ...}; the servers by default. */
@Command(
        name = "cluster",
        description = "Servers, drives, processes, buckets, data NICs, tokens to join.",
        subcommands = {
            ClusterCommand.Processes.class,
            ClusterCommand.ServersCommand.class,
            ClusterCommand.Drives.class,
            ClusterCommand.Buckets.class,
            ClusterTokenCommand.class,
            ContainerCommand.class
        })
public final class ClusterCommand extends Ask {
    @Override
    void ask(RestClient rest, PrintStream out) {
        servers(this, rest, out);
    }

    private static void servers(Ask command, RestClient rest, PrintStream out) {
        command.list(
                rest,
                out,
                "/cluster/servers",
                Column.of("ID", "id"),
                Column.of("HOSTNAME", "hostname"),
                Column.of("STATUS", "status"),
                Column.of("FAILURE DOMAIN", "failureDomain"),
                Column.of("BUCKETS", "buckets"),
                Column.of("DRIVES", "drives"));
    }

    /** The table of S115. */
    @Command(name = "processes", description = "Every process with its role, network and memory.")
    static final class Processes extends Ask {
        @Override
        void ask(RestClient rest, PrintStream out) {
            list(
                    rest,
                    out,
                    "/cluster/processes",
                    Column.of("PROCESS ID", "processId"),
                    Column.of("HOSTNAME", "hostname"),
                    Column.of("CONTAINER", "container"),
                    Column.of("IPS", "ips"),
                    Column.of("STATUS", "status"),
                    Column.of("ROLES", "roles"),
                    Column.of("NETWORK", "network"),
                    Column.of("CPU", "cpu"),
                    Column.bytes("MEMORY", "memoryBytes"),
                    new Column("UPTIME", "uptimeSeconds", Units::uptime));
        }
    }

    @Command(name = "servers", description = "Every server (failure domain).")
    static final class ServersCommand extends Ask {
        @Override
        void ask(RestClient rest, PrintStream out) {
            servers(this, rest, out);
        }
    }

    @Command(name = "drives", description = "Every drive with its capacity.")
    static final class Drives extends Ask {
        @Override
        void ask(RestClient rest, PrintStream out) {
            list(
                    rest,
                    out,
                    "/cluster/drives",
                    Column.of("ID", "id"),
                    Column.of("SERVER", "server"),
                    Column.of("STATUS", "status"),
                    Column.bytes("CAPACITY", "capacityBytes"),
                    Column.bytes("USED", "usedBytes"),
                    Column.of("FAILURE", "failure"));
        }
    }

    @Command(
            name = "buckets",
            description = "Every bucket with its in-sync replicas, the primary first.")
    static final class Buckets extends Ask {
        @Override
        void ask(RestClient rest, PrintStream out) {
            list(
                    rest,
                    out,
                    "/cluster/buckets",
                    Column.of("BUCKET", "bucket"),
                    Column.of("EPOCH", "epoch"),
                    Column.of("SERVERS", "servers"));
        }
    }
}
