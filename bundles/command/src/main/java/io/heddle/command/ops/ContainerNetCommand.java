package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.heddle.command.RestClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** {@code heddle cluster container net ...}; the list by default. */
@Command(
        name = "net",
        description = "Data NICs of a container, with their paths; adds and removes them live.",
        subcommands = {ContainerNetCommand.Add.class, ContainerNetCommand.Remove.class})
final class ContainerNetCommand extends Ask {
    private static final String ROUTE = "/cluster/containers/";

    @Option(names = "--paths", description = "A row for each path to a peer.")
    private boolean paths;

    @Override
    void ask(RestClient rest, PrintStream out) {
        if (paths) {
            listing()
                    .print(
                            out,
                            flat(rest.get(ROUTE + "net")),
                            Column.of("CONTAINER", "container"),
                            Column.of("NIC", "nic"),
                            Column.of("PEER", "peer"),
                            Column.of("STATE", "state"),
                            new Column("ROUND TRIP", "roundTripNs", ContainerNetCommand::micros),
                            Column.bytes("WINDOW", "windowBytes"),
                            Column.bytes("SENT", "sentBytes"),
                            Column.of("LOST", "lost"),
                            Column.of("REMOTE", "remote"),
                            Column.of("LABEL", "label"));
            return;
        }
        nics(this, rest, out);
    }

    /** A row for each container and NIC. */
    static void nics(Ask command, RestClient rest, PrintStream out) {
        command.list(
                rest,
                out,
                ROUTE + "net",
                Column.of("CONTAINER", "container"),
                Column.of("NIC", "nic"),
                Column.of("IPS", "ips"),
                Column.of("LABEL", "label"),
                Column.of("DRIVER", "driver"),
                Column.of("LINK", "link"),
                Column.of("PATHS", "state"),
                new Column("ROUND TRIP", "roundTripNs", ContainerNetCommand::micros),
                Column.bytes("SENT", "txBytes"),
                Column.bytes("RECEIVED", "rxBytes"),
                Column.of("DATAGRAMS SENT", "txDatagrams"),
                Column.of("DATAGRAMS RECEIVED", "rxDatagrams"),
                Column.of("LOST", "lost"));
    }

    private static JsonNode flat(JsonNode nics) {
        var rows = JsonNodeFactory.instance.arrayNode();
        for (JsonNode nic : nics) {
            for (JsonNode path : nic.path("paths")) {
                ObjectNode row = JsonNodeFactory.instance.objectNode();
                row.set("container", nic.path("container"));
                row.set("nic", nic.path("nic"));
                path.properties().forEach(key -> row.set(key.getKey(), key.getValue()));
                rows.add(row);
            }
        }
        return rows;
    }

    private static String micros(JsonNode ns) {
        return ns.asLong() == 0 ? "" : String.format(Locale.ROOT, "%.1f us", ns.asLong() / 1_000.0);
    }

    private static String path(String container) {
        return ROUTE + URLEncoder.encode(container, StandardCharsets.UTF_8) + "/net";
    }

    private static void show(Ask command, PrintStream out, JsonNode change, Column... more) {
        var lines = new ArrayList<Column>();
        String done = change.path("done").asText();
        lines.add(Column.of(done.isEmpty() ? "nic" : done, "nic"));
        lines.addAll(List.of(more));
        // Containers of one process share their NICs: who asked for one got it for all.
        lines.add(Column.of("containers", "containers"));
        command.show(out, change, lines.toArray(Column[]::new));
    }

    @Command(
            name = "add",
            description = "Opens ports on another NIC, for all containers of the process.")
    static final class Add extends Ask {
        @Parameters(
                index = "0",
                paramLabel = "CONTAINER",
                description = "As 'heddle cluster processes' names it, such as server0.")
        private String container = "";

        @Parameters(index = "1", paramLabel = "NIC", description = "An interface, such as ens1f1.")
        private String nic = "";

        @Option(
                names = "--ips",
                paramLabel = "A,B",
                split = ",",
                description = "Addresses of it; all that it has by default.")
        private List<String> ips = List.of();

        @Option(
                names = "--label",
                paramLabel = "L",
                description = "Its switch: traffic stays among NICs of one label.")
        private String label = "";

        @Override
        void ask(RestClient rest, PrintStream out) {
            var body = new LinkedHashMap<String, Object>();
            body.put("nic", nic);
            body.put("ips", ips);
            body.put("label", label);
            JsonNode change = rest.post(path(container), body);
            ContainerNetCommand.show(
                    this, out, change, Column.of("ips", "ips"), Column.of("label", "label"));
        }
    }

    @Command(
            name = "remove",
            description = "Drains a NIC and closes its ports, for all containers of the process.")
    static final class Remove extends Ask {
        @Parameters(index = "0", paramLabel = "CONTAINER")
        private String container = "";

        @Parameters(index = "1", paramLabel = "NIC")
        private String nic = "";

        @Override
        void ask(RestClient rest, PrintStream out) {
            JsonNode change = rest.delete(
                    path(container) + "/" + URLEncoder.encode(nic, StandardCharsets.UTF_8));
            ContainerNetCommand.show(this, out, change);
        }
    }
}
