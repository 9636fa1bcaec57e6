package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A column of a table: its title for people, the JSON key behind it, and how a value looks.
 *
 * @param title upper case, as in the header line
 * @param key the JSON key, for -o, -s and -F
 */
record Column(String title, String key, Function<JsonNode, String> look) {
    /** A column that shows its value as it is. */
    static Column of(String title, String key) {
        return new Column(title, key, Column::plain);
    }

    /** A column that shows a byte count, such as 1.47 GB. */
    static Column bytes(String title, String key) {
        return new Column(title, key, Units::bytes);
    }

    String show(JsonNode row) {
        return look.apply(row.path(key));
    }

    /** Texts as they are, lists with commas, nothing for null. */
    static String plain(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isArray()) {
            return value.asText();
        }
        List<String> parts = new ArrayList<>();
        value.forEach(part ->
                parts.add(part.isTextual() || part.isNumber() ? part.asText() : part.toString()));
        return String.join(",", parts);
    }
}
