package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;

import io.heddle.command.RestClient;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;

/** {@code heddle net explain}. */
@Command(
        name = "explain",
        description = "Candidate, rule, evidence and verdict, and what was chosen.")
final class NetExplainCommand extends Ask {
    @Parameters(arity = "0..1", paramLabel = "PROCESS", description = "A process id or container.")
    private @Nullable String process;

    @Override
    void ask(RestClient rest, PrintStream out) {
        JsonNode answer = rest.get(process == null ? "/net/explain" : "/net/explain/" + process);
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
