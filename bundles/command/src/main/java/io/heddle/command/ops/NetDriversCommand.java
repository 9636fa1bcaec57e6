package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;

import io.heddle.command.RestClient;

import picocli.CommandLine.Command;

import java.io.PrintStream;

/** {@code heddle net drivers}. */
@Command(name = "drivers", description = "Every driver bundle: version, state, verdict, reasons.")
final class NetDriversCommand extends Ask {
    private static final Column[] COLUMNS = {
        Column.of("NAME", "name"),
        Column.of("BUNDLE", "bundle"),
        Column.of("VERSION", "version"),
        Column.of("STATE", "state"),
        Column.of("VERDICT", "verdict"),
        new Column("REASONS", "reasons", NetDriversCommand::sentences)
    };

    @Override
    void ask(RestClient rest, PrintStream out) {
        drivers(this, rest, out);
    }

    /** A row for each driver; without wishes for columns the reasons stand below, line by line. */
    static void drivers(Ask command, RestClient rest, PrintStream out) {
        JsonNode drivers = rest.get("/net/drivers");
        Listing listing = command.listing();
        if (listing.json() || listing.isShaped()) {
            listing.print(out, drivers, COLUMNS);
            return;
        }
        listing.print(out, drivers, COLUMNS[0], COLUMNS[1], COLUMNS[2], COLUMNS[3], COLUMNS[4]);
        for (JsonNode driver : drivers) {
            out.println();
            out.println(driver.path("name").asText() + " is "
                    + driver.path("verdict").asText() + ":");
            for (JsonNode reason : driver.path("reasons")) {
                reason(out, reason);
            }
        }
    }

    private static void reason(PrintStream out, JsonNode reason) {
        String text = reason.path("rule").asText() + ": " + reason.path("text").asText();
        DecisionPages.wrap(text, 118, line -> out.println("  " + line));
        DecisionPages.wrap(
                reason.path("evidence").asText(), 114, line -> out.println("      " + line));
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
