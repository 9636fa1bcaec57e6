package io.heddle.command.ops;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The options that every command takes, and the two ways to print: a table for people, or JSON. */
final class Listing {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BOLD = "\u001b[1m";
    private static final String PLAIN = "\u001b[0m";

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    @Option(names = "-o", paramLabel = "COLUMNS", split = ",", description = "Shows these columns.")
    private @Nullable List<String> columns;

    @Option(names = "-s", paramLabel = "COLUMN", description = "Sorts by a column.")
    private @Nullable String sort;

    @Option(names = "-F", paramLabel = "KEY=VALUE", description = "Shows rows with this value.")
    private @Nullable List<String> filters;

    @Option(names = "--no-color", description = "Prints without colours.")
    private boolean noColor;

    boolean json() {
        return json;
    }

    /** Whether columns, an order or a filter are asked for. */
    boolean isShaped() {
        return columns != null || sort != null || filters != null;
    }

    boolean color() {
        return !noColor && System.console() != null && System.getenv("NO_COLOR") == null;
    }

    /** Prints a list of objects. */
    void print(PrintStream out, JsonNode rows, Column... all) {
        List<JsonNode> chosen = new ArrayList<>();
        rows.forEach(chosen::add);
        for (String filter : filters == null ? List.<String>of() : filters) {
            keep(chosen, filter, all);
        }
        if (sort != null) {
            chosen.sort(order(column(sort, all)));
        }
        if (json) {
            printJson(out, JsonNodeFactory.instance.arrayNode().addAll(chosen));
        } else {
            table(out, chosen, shown(all));
        }
    }

    /** Prints one object as JSON, as it came. */
    static void printJson(PrintStream out, JsonNode value) {
        try {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A JSON tree has a text.", impossible);
        }
    }

    private static void keep(List<JsonNode> rows, String filter, Column... all) {
        int equals = filter.indexOf('=');
        if (equals < 1) {
            throw new CommandException(Exit.WRONG_USE, "-F wants KEY=VALUE, not '" + filter + "'.");
        }
        Column column = column(filter.substring(0, equals), all);
        String value = filter.substring(equals + 1);
        rows.removeIf(row -> !Column.plain(row.path(column.key())).equals(value)
                && !column.show(row).equals(value));
    }

    private static Comparator<JsonNode> order(Column column) {
        return (a, b) -> {
            JsonNode left = a.path(column.key());
            JsonNode right = b.path(column.key());
            return left.isNumber() && right.isNumber()
                    ? Double.compare(left.asDouble(), right.asDouble())
                    : column.show(a).compareTo(column.show(b));
        };
    }

    private Column[] shown(Column... all) {
        return columns == null
                ? all
                : columns.stream().map(name -> column(name, all)).toArray(Column[]::new);
    }

    private static Column column(String name, Column... all) {
        String wanted = name.trim().toLowerCase(Locale.ROOT).replace('_', ' ');
        for (Column column : all) {
            if (column.key().toLowerCase(Locale.ROOT).equals(wanted)
                    || column.title().toLowerCase(Locale.ROOT).equals(wanted)) {
                return column;
            }
        }
        var titles = new ArrayList<String>();
        for (Column column : all) {
            titles.add(column.key());
        }
        throw new CommandException(
                Exit.WRONG_USE,
                "There is no column '" + name + "'; there are " + String.join(", ", titles) + ".");
    }

    private void table(PrintStream out, List<JsonNode> rows, Column... shown) {
        int[] widths = new int[shown.length];
        List<String[]> cells = new ArrayList<>();
        for (int i = 0; i < shown.length; i++) {
            widths[i] = shown[i].title().length();
        }
        for (JsonNode row : rows) {
            String[] line = new String[shown.length];
            for (int i = 0; i < shown.length; i++) {
                line[i] = shown[i].show(row);
                widths[i] = Math.max(widths[i], line[i].length());
            }
            cells.add(line);
        }
        String[] titles = new String[shown.length];
        for (int i = 0; i < shown.length; i++) {
            titles[i] = shown[i].title();
        }
        String header = line(titles, widths);
        out.println(color() ? BOLD + header + PLAIN : header);
        cells.forEach(line -> out.println(line(line, widths)));
    }

    private static String line(String[] cells, int[] widths) {
        var text = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            text.append(cells[i]);
            if (i < cells.length - 1) {
                text.repeat(' ', widths[i] - cells[i].length() + 2);
            }
        }
        return text.toString().stripTrailing();
    }
}
