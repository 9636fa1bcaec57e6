package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;
import io.heddle.command.RestClient;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/** {@code heddle net swap}. */
@Command(name = "swap", description = "Swaps the driver under load and prints the ledger.")
final class NetSwapCommand extends Ask {
    @Parameters(
            paramLabel = "DRIVER",
            description =
                    "As 'heddle net drivers' names it; 'auto' leaves the choice to the rules.")
    private String driver = "";

    @Option(names = "--process", paramLabel = "P", description = "Only this process.")
    private @Nullable String process;

    private boolean lossless;

    @Override
    void ask(RestClient rest, PrintStream out) {
        if (process != null) {
            throw new CommandException(
                    Exit.WRONG_USE,
                    "All processes of this instance share one driver; leave out --process.");
        }
        JsonNode ledger = rest.post("/net/swap", Map.of("driver", driver));
        lossless = isSound(ledger);
        show(
                out,
                ledger,
                Column.of("from", "from"),
                Column.of("to", "to"),
                Column.of("started", "started"),
                Column.of("acknowledged", "acknowledged"),
                Column.of("retransmitted", "retransmitted"),
                Column.of("executed twice", "executedTwice"),
                Column.of("lost", "lost"),
                new Column("longest stall ms", "longestStallMs", NetSwapCommand::tenths),
                Column.of("executed", "executed"),
                Column.of("nothing to change", "unchanged"),
                Column.of("refused", "refused"),
                Column.of("sent again", "retransmittedOperations"),
                new Column("longest wait ms", "longestWaitMs", NetSwapCommand::tenths),
                Column.of("waited so long", "longestWait"),
                Column.of("not recorded", "overflow"),
                new Column("by port", "paths", NetSwapCommand::paths),
                new Column("findings", "findings", NetSwapCommand::findings));
    }

    static boolean isSound(JsonNode ledger) {
        boolean sound = ledger.path("lost").asLong() == 0
                && ledger.path("executedTwice").asLong() == 0;
        for (JsonNode finding : ledger.path("findings")) {
            sound &= !finding.path("error").asBoolean();
        }
        return sound;
    }

    /** What left by which port, and what its driver counted. */
    static String paths(JsonNode paths) {
        var lines = new StringJoiner("; ");
        for (JsonNode path : paths) {
            lines.add("%s %s: %s operations, %s fragments again, %s of %s sent"
                    .formatted(
                            path.path("driver").asText(),
                            path.path("address").asText(),
                            path.path("operations").asText(),
                            path.path("retransmitted").asText(),
                            Units.bytes(path.path("bytes")),
                            Units.bytes(path.path("portBytes"))));
        }
        return lines.toString();
    }

    static String findings(JsonNode findings) {
        var lines = new StringJoiner("; ");
        for (JsonNode finding : findings) {
            lines.add("%s%s %s (%s)"
                    .formatted(
                            finding.path("error").asBoolean() ? "ERROR " : "",
                            finding.path("kind").asText(),
                            finding.path("count").asText(),
                            finding.path("example").asText()));
        }
        return findings.isEmpty() ? "none" : lines.toString();
    }

    @Override
    int exit() {
        return lossless ? Exit.DONE : Exit.FAILED;
    }

    private static String tenths(JsonNode value) {
        return String.format(Locale.ROOT, "%.1f", value.asDouble());
    }
}
