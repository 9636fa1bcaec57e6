package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;

import io.heddle.command.RestClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** {@code heddle nic ...}; the data NICs by default. */
@Command(
        name = "nic",
        description = "Data NICs, and the drill that unplugs one.",
        subcommands = NicCommand.Unplug.class)
public final class NicCommand extends Ask {
    @Override
    void ask(RestClient rest, PrintStream out) {
        ContainerNetCommand.nics(this, rest, out);
    }

    @Command(
            name = "unplug",
            description = "A drill on a try-out: the NIC's ports are dead for some seconds.")
    static final class Unplug extends Ask {
        @Parameters(paramLabel = "ID", description = "A data NIC, such as ens1f1.")
        private String nic = "";

        @Option(names = "--seconds", paramLabel = "N", description = "How long; 10 by default.")
        private int seconds = 10;

        @Override
        void ask(RestClient rest, PrintStream out) {
            JsonNode drill = rest.post(
                    "/net/nics/" + URLEncoder.encode(nic, StandardCharsets.UTF_8) + "/unplug",
                    Map.of("seconds", seconds));
            show(out, drill, Column.of("unplugged", "broken"), Column.of("seconds", "seconds"));
        }
    }
}
