package io.heddle.bench.peer;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a peer answered, by key.
 *
 * @param values the pairs of the line, in its order
 */
public record Answer(Map<String, String> values) {
    /** Takes the words with a "=" of a line. */
    public static Answer parse(String line) {
        var values = new LinkedHashMap<String, String>();
        for (String word : line.split(" ")) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                values.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        return new Answer(values);
    }

    /** A value that has to be there. */
    public String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("There is no " + key + " in " + values + ".");
        }
        return value;
    }

    public long number(String key) {
        return Long.parseLong(text(key));
    }

    /** A number, or {@code absent} where the key is not there. */
    public long number(String key, long absent) {
        return values.containsKey(key) ? number(key) : absent;
    }

    public double real(String key) {
        return Double.parseDouble(text(key));
    }

    /** A number, or {@code absent} where the key is not there. */
    public double real(String key, double absent) {
        return values.containsKey(key) ? real(key) : absent;
    }
}
