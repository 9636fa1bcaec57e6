package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Decisions as people read them, at most 120 columns wide: a page for all processes that share one,
 * on it every candidate with its rules, and at the end what was chosen and why.
 */
final class DecisionPages {
    private static final int WIDTH = 120;
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    private static final int CANDIDATE = 18;
    private static final int RULE = 6;
    private static final int VERDICT = 9;

    private final boolean color;

    DecisionPages(boolean color) {
        this.color = color;
    }

    void print(PrintStream out, Iterable<JsonNode> decisions) {
        var pages = new LinkedHashMap<JsonNode, List<JsonNode>>();
        for (JsonNode decision : decisions) {
            ObjectNode shared = decision.deepCopy();
            shared.remove(List.of("process", "processIds"));
            pages.computeIfAbsent(shared, key -> new ArrayList<>()).add(decision);
        }
        String gap = "";
        for (Map.Entry<JsonNode, List<JsonNode>> page : pages.entrySet()) {
            out.print(gap);
            page(out, page.getKey(), page.getValue());
            gap = "\n";
        }
    }

    private void page(PrintStream out, JsonNode decision, List<JsonNode> processes) {
        var names = new ArrayList<String>();
        var ids = new ArrayList<String>();
        for (JsonNode process : processes) {
            names.add(process.path("process").asText());
            process.path("processIds").forEach(id -> ids.add(id.asText()));
        }
        String title = String.join(", ", names)
                + (ids.isEmpty() ? "" : " - process " + String.join(", ", ids))
                + " - " + decision.path("role").asText() + ", mode "
                + decision.path("mode").asText();
        wrap(title, WIDTH, line -> out.println(bold(line)));
        out.println(cell("CANDIDATE", CANDIDATE) + cell("RULE", RULE) + cell("VERDICT", VERDICT)
                + "EVIDENCE");
        for (JsonNode candidate : decision.path("candidates")) {
            candidate(out, candidate);
        }
        String rule = decision.path("rule").asText();
        wrap(
                "chosen: " + decision.path("chosen").asText() + " - "
                        + decision.path("reason").asText()
                        + (rule.isEmpty() ? "" : " (" + rule + ")"),
                WIDTH,
                line -> out.println(bold(line)));
    }

    private static void candidate(PrintStream out, JsonNode candidate) {
        int rank = candidate.path("rank").asInt();
        var left = new ArrayList<>(List.of(
                candidate.path("driver").asText(),
                "  " + candidate.path("verdict").asText() + (rank > 0 ? ", rank " + rank : "")));
        var right = new ArrayList<String>();
        for (JsonNode rule : candidate.path("rules")) {
            rule(right, rule);
        }
        int lines = Math.max(left.size(), right.size());
        for (int i = 0; i < lines; i++) {
            String line = cell(i < left.size() ? left.get(i) : "", CANDIDATE)
                    + (i < right.size() ? right.get(i) : "");
            out.println(line.stripTrailing());
        }
    }

    private static void rule(List<String> lines, JsonNode rule) {
        int width = WIDTH - CANDIDATE - RULE - VERDICT;
        var evidence = new ArrayList<String>();
        wrap(rule.path("text").asText(), width, evidence::add);
        String seen = rule.path("seen").asText();
        String wanted = rule.path("wanted").asText();
        wrap(
                rule.path("path").asText() + " = " + (seen.isEmpty() ? "nothing" : seen)
                        + (wanted.isEmpty() ? "" : ", wanted: " + wanted),
                width - 2,
                line -> evidence.add("  " + line));
        if (rule.hasNonNull("remedy")) {
            wrap(
                    "remedy: " + rule.path("remedy").asText(),
                    width - 2,
                    line -> evidence.add("  " + line));
        }
        String head = cell(rule.path("rule").asText(), RULE)
                + cell(rule.path("verdict").asText(), VERDICT);
        for (int i = 0; i < evidence.size(); i++) {
            lines.add((i == 0 ? head : " ".repeat(RULE + VERDICT)) + evidence.get(i));
        }
    }

    /** Lines of at most so many columns, broken at blanks; a longer word stands alone. */
    static void wrap(String text, int width, Consumer<String> lines) {
        var line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.accept(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.accept(line.toString());
    }

    private static String cell(String text, int width) {
        return text + " ".repeat(Math.max(1, width - text.length()));
    }

    private String bold(String text) {
        return color ? BOLD + text + PLAIN : text;
    }
}
