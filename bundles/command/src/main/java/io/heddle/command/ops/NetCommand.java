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

/** {@code heddle net ...}; the drivers by default. */
@Command(
        name = "net",
        description = "Network drivers: what they could do here, which is used and why, live swap.",
        subcommands = {
            NetCommand.Drivers.class,
            NetCommand.Explain.class,
            NetCommand.Io.class,
            NetCommand.Swap.class
        })
public final class NetCommand extends Ask {
    @Override
    void ask(RestClient rest, PrintStream out) {
        drivers(this, rest, out);
    }

    private static void drivers(Ask command, RestClient rest, PrintStream out) {
        command.list(
                rest,
                out,
                "/net/drivers",
                Column.of("NAME", "name"),
                Column.of("BUNDLE", "bundle"),
                Column.of("VERSION", "version"),
                Column.of("STATE", "state"),
                Column.of("VERDICT", "verdict"),
                new Column("REASONS", "reasons", NetCommand::sentences));
    }

    private static String tenths(JsonNode value) {
        return String.format(Locale.ROOT, "%.1f", value.asDouble());
    }

    private static String sentences(JsonNode reasons) {
        var text = new StringBuilder();
        reasons.forEach(reason -> text.append(text.isEmpty() ? "" : "; ")
                .append(reason.path("rule").asText())
                .append(": ")
                .append(reason.path("text").asText()));
        return text.toString();
    }

    @Command(
            name = "drivers",
            description = "Every driver bundle: version, state, verdict, reasons.")
    static final class Drivers extends Ask {
        @Override
        void ask(RestClient rest, PrintStream out) {
            drivers(this, rest, out);
        }
    }

    @Command(
            name = "explain",
            description = "Candidate, rule, evidence and verdict, and what was chosen.")
    static final class Explain extends Ask {
        @Parameters(
                arity = "0..1",
                paramLabel = "PROCESS",
                description = "A process id or container.")
        private @Nullable String process;

        @Override
        void ask(RestClient rest, PrintStream out) {
            JsonNode answer =
                    rest.get(process == null ? "/net/explain" : "/net/explain/" + process);
            if (listing().json()) {
                Listing.printJson(out, answer);
                return;
            }
            listing()
                    .print(
                            out,
                            answer.path("candidates"),
                            Column.of("CANDIDATE", "driver"),
                            Column.of("RULE", "rule"),
                            Column.of("VERDICT", "verdict"),
                            Column.of("PATH", "path"),
                            Column.of("SEEN", "seen"),
                            Column.of("WANTED", "wanted"),
                            Column.of("TEXT", "text"));
            out.println("chosen: " + answer.path("chosen").asText() + " - "
                    + answer.path("reason").asText());
        }
    }

    @Command(name = "io", description = "Operations and bytes by driver, path and reason.")
    static final class Io extends Ask {
        @Override
        void ask(RestClient rest, PrintStream out) {
            list(
                    rest,
                    out,
                    "/net/io",
                    Column.of("DRIVER", "driver"),
                    Column.of("PATH", "path"),
                    Column.of("REASON", "reason"),
                    Column.of("OPERATIONS", "operations"),
                    Column.bytes("BYTES", "bytes"));
        }
    }

    @Command(name = "swap", description = "Swaps the driver under load and prints the ledger.")
    static final class Swap extends Ask {
        @Parameters(paramLabel = "DRIVER", description = "As 'heddle net drivers' names it.")
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
                    new Column("longest stall ms", "longestStallMs", NetCommand::tenths));
        }

        @Override
        int exit() {
            return lossless ? Exit.DONE : Exit.FAILED;
        }
    }
}
