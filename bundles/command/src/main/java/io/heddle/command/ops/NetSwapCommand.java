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
        lossless = ledger.path("lost").asLong() == 0
                && ledger.path("executedTwice").asLong() == 0;
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
                new Column("longest stall ms", "longestStallMs", NetSwapCommand::tenths));
    }

    @Override
    int exit() {
        return lossless ? Exit.DONE : Exit.FAILED;
    }

    private static String tenths(JsonNode value) {
        return String.format(Locale.ROOT, "%.1f", value.asDouble());
    }
}
