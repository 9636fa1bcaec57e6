package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;
import io.heddle.command.RestClient;
import io.heddle.command.up.LabLeftovers;

import picocli.CommandLine.Command;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.StringJoiner;

/** {@code heddle net lab}; whether it is up by default. */
@Command(
        name = "lab",
        description = {
            "Virtual DPDK ports (drivers af_packet, tap, memif) for all processes of a try-out.",
            "They are on veths and a bridge of their own; needs root."
        },
        subcommands = {NetLabCommand.Up.class, NetLabCommand.Down.class})
final class NetLabCommand extends Ask {
    @Override
    void ask(RestClient rest, PrintStream out) {
        show(this, out, rest.get("/net/lab"));
    }

    private static void show(Ask command, PrintStream out, JsonNode lab) {
        command.show(
                out,
                lab,
                new Column("lab", "up", up -> up.asBoolean() ? "up" : "down"),
                Column.of("bridge", "bridge"),
                Column.of("network", "network"),
                new Column("drivers", "drivers", NetLabCommand::drivers),
                new Column("ports", "ports", NetLabCommand::ports),
                Column.of("done", "said"));
    }

    static String drivers(JsonNode drivers) {
        var lines = new StringJoiner("; ");
        for (JsonNode driver : drivers) {
            lines.add(driver.path("name").asText()
                    + (driver.path("usable").asBoolean()
                            ? " usable"
                            : " unusable: " + driver.path("text").asText()));
        }
        return drivers.isEmpty() ? "none" : lines.toString();
    }

    static String ports(JsonNode ports) {
        var lines = new StringJoiner("; ");
        for (JsonNode port : ports) {
            lines.add("%s: %s %s on %s"
                    .formatted(
                            port.path("lane").asText(),
                            port.path("driver").asText(),
                            port.path("address").asText(),
                            port.path("device").asText()));
        }
        return ports.isEmpty() ? "none open" : lines.toString();
    }

    @Command(name = "up", description = "Makes bridge, cables and drivers, or what is missing.")
    static final class Up extends Ask {
        @Override
        void ask(RestClient rest, PrintStream out) {
            NetLabCommand.show(this, out, rest.post("/net/lab/up", Map.of()));
        }
    }

    @Command(
            name = "down",
            description = {
                "Takes all of it away; lanes that use it are swapped to the best other driver first.",
                "Where no instance runs, what a killed one has left is removed."
            })
    static final class Down extends Ask {
        @Override
        void ask(RestClient rest, PrintStream out) {
            NetLabCommand.show(this, out, down(rest));
        }

        private JsonNode down(RestClient rest) {
            try {
                return rest.post("/net/lab/down", Map.of());
            } catch (CommandException unreached) {
                Path data = data();
                if (unreached.exit() != Exit.NOT_REACHABLE || !LabLeftovers.isNobodyThere(data)) {
                    throw unreached;
                }
                int left = LabLeftovers.remove(data);
                LabLeftovers.forget(data);
                return JsonNodeFactory.instance
                        .objectNode()
                        .put("up", false)
                        .put("bridge", "")
                        .put("network", "")
                        .put(
                                "said",
                                "No instance runs; " + left + " interfaces were left and are"
                                        + " removed.")
                        .setAll(Map.of(
                                "drivers", JsonNodeFactory.instance.arrayNode(),
                                "ports", JsonNodeFactory.instance.arrayNode()));
            }
        }
    }
}
