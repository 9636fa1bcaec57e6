package io.heddle.command.ops;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.heddle.bench.Row;

import java.util.List;
import java.util.Locale;

/** The result of {@code heddle bench transport}: a table, then what was skipped and where it ran. */
record TransportTable(Listing listing) {
    void print(List<Row> rows) {
        listing.print(
                System.out,
                new ObjectMapper().valueToTree(rows),
                Column.of("MEASURE", "measure"),
                number("OURS", "ours", "%,.2f"),
                number("REFERENCE", "reference", "%,.2f"),
                Column.of("NAME", "referenceName"),
                number("RATIO", "ratio", "%.3f"),
                Column.of("WANTED", "wanted"),
                Column.of("OK", "ok"),
                number("CPU US", "oursCpuUs", "%,.2f"),
                number("REFERENCE CPU US", "referenceCpuUs", "%,.2f"),
                Column.of("NOTE", "note"));
        if (listing.json()) {
            return;
        }
        for (Row row : rows) {
            if (row.skipped() != null) {
                System.out.println("SKIPPED: " + row.measure() + ": " + row.skipped());
            }
        }
        if (!rows.isEmpty()) {
            System.out.println("machine: " + rows.getFirst().machine());
        }
    }

    /** A figure that does not apply is left out. */
    private static Column number(String title, String key, String format) {
        return new Column(
                title,
                key,
                value -> value.asDouble() == 0
                        ? "-"
                        : String.format(Locale.ROOT, format, value.asDouble()));
    }
}
