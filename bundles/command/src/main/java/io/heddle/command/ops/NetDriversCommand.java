package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;

import io.heddle.command.RestClient;

import picocli.CommandLine.Command;

import java.io.PrintStream;

/** {@code heddle net drivers}. */
@Command(name = "drivers", description = "Every driver bundle: version, state, verdict, reasons.")
final class NetDriversCommand extends Ask {
    @Override
    void ask(RestClient rest, PrintStream out) {
        drivers(this, rest, out);
    }

    static void drivers(Ask command, RestClient rest, PrintStream out) {
        command.list(
                rest,
                out,
                "/net/drivers",
                Column.of("NAME", "name"),
                Column.of("BUNDLE", "bundle"),
                Column.of("VERSION", "version"),
                Column.of("STATE", "state"),
                Column.of("VERDICT", "verdict"),
                new Column("REASONS", "reasons", NetDriversCommand::sentences));
    }

    private static String sentences(JsonNode reasons) {
        var text = new StringBuilder();
        reasons.forEach(reason -> text.append(text.isEmpty() ? "" : "; ")
                .append(reason.path("rule").asText())
                .append(": ")
                .append(reason.path("text").asText()));
        return text.toString();
    }
}
