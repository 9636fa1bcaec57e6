package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.heddle.command.RestClient;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** {@code heddle net explain}: pages for people, flat rows where columns are asked for, or JSON. */
@Command(
        name = "explain",
        description = "Candidate, rule, evidence and verdict, and what was chosen.")
final class NetExplainCommand extends Ask {
    @Parameters(
            arity = "0..1",
            paramLabel = "PROCESS",
            description = "A process id or a container, as 'heddle cluster processes' names them.")
    private @Nullable String process;

    @Override
    void ask(RestClient rest, PrintStream out) {
        JsonNode answer =
                rest.get(process == null ? "/net/explain" : "/net/explain/" + segment(process));
        if (listing().json()) {
            Listing.printJson(out, answer);
            return;
        }
        ArrayNode decisions = JsonNodeFactory.instance.arrayNode();
        if (answer.isArray()) {
            answer.forEach(decisions::add);
        } else {
            decisions.add(answer);
        }
        if (listing().isShaped()) {
            listing().print(out, rows(decisions), COLUMNS);
        } else {
            new DecisionPages(listing().color()).print(out, decisions);
        }
    }

    private static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static final Column[] COLUMNS = {
        Column.of("PROCESS", "process"),
        Column.of("CANDIDATE", "driver"),
        Column.of("STANDING", "standing"),
        Column.of("RULE", "rule"),
        Column.of("VERDICT", "verdict"),
        Column.of("PATH", "path"),
        Column.of("SEEN", "seen"),
        Column.of("WANTED", "wanted"),
        Column.of("TEXT", "text"),
        Column.of("REMEDY", "remedy")
    };

    /** A row for each rule of each candidate of each process. */
    private static ArrayNode rows(ArrayNode decisions) {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (JsonNode decision : decisions) {
            for (JsonNode candidate : decision.path("candidates")) {
                for (JsonNode rule : candidate.path("rules")) {
                    ObjectNode row = rows.addObject();
                    row.set("process", decision.path("process"));
                    row.set("driver", candidate.path("driver"));
                    row.set("standing", candidate.path("verdict"));
                    row.setAll((ObjectNode) rule);
                }
            }
        }
        return rows;
    }
}
