package io.heddle.planner.internal.spec;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.heddle.planner.SpecException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads strict JSON into a tree: no comments, no key twice, nothing behind the end. */
final class JsonReader {
    /** The document has six levels; more are somebody's mistake or attack. */
    private static final int MOST_LEVELS = 32;

    private static final int MOST_CHARS = 16 * 1024 * 1024;
    private static final JsonFactory FACTORY = new JsonFactory();

    private final String text;
    private final JsonParser parser;
    /** Keys and list indexes from the top to where the reader is. */
    private final Deque<Object> way = new ArrayDeque<>();

    private JsonReader(String text, JsonParser parser) {
        this.text = text;
        this.parser = parser;
    }

    static Json read(String text) {
        if (text.length() > MOST_CHARS) {
            throw new SpecException(
                    "document", text.length() + " characters", "at most " + MOST_CHARS);
        }
        try (JsonParser parser = FACTORY.createParser(text)) {
            return new JsonReader(text, parser).document();
        } catch (IOException impossible) {
            throw new UncheckedIOException("A string is always readable.", impossible);
        }
    }

    private Json document() throws IOException {
        try {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new SpecException("document", "nothing", "a JSON object");
            }
            Json value = value(first, 0);
            if (parser.nextToken() != null) {
                throw new SpecException(
                        place(parser.currentTokenLocation()),
                        "more behind the end of the document",
                        "one JSON object and nothing else");
            }
            return value;
        } catch (JacksonException malformed) {
            throw refused(malformed);
        }
    }

    private Json value(@Nullable JsonToken token, int level) throws IOException {
        if (level > MOST_LEVELS) {
            throw new SpecException(
                    place(parser.currentTokenLocation()),
                    "more than " + MOST_LEVELS + " levels",
                    "a document of fewer");
        }
        return switch (token) {
            case START_OBJECT -> object(level);
            case START_ARRAY -> array(level);
            case VALUE_STRING -> new Json.Text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Num(parser.getText());
            case VALUE_TRUE -> new Json.Bool(true);
            case VALUE_FALSE -> new Json.Bool(false);
            case VALUE_NULL -> new Json.Null();
            case null, default ->
                throw new SpecException(
                        place(parser.currentTokenLocation()), "the end", "a JSON value");
        };
    }

    private Json object(int level) throws IOException {
        Map<String, Json> fields = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String key = parser.currentName();
            way.addLast(Shown.key(key));
            if (fields.put(key, value(parser.nextToken(), level + 1)) != null) {
                throw new SpecException(Shown.of(path()), "the key twice", "it once");
            }
            way.removeLast();
        }
        return new Json.Obj(fields);
    }

    private Json array(int level) throws IOException {
        List<Json> values = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
                next != JsonToken.END_ARRAY;
                next = parser.nextToken()) {
            way.addLast(values.size());
            values.add(value(next, level + 1));
            way.removeLast();
        }
        return new Json.Arr(values);
    }

    /** Such as groups[0].name. */
    private String path() {
        var path = new StringBuilder();
        for (Object step : way) {
            if (step instanceof Integer index) {
                path.append('[').append(index).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step);
            }
        }
        return path.toString();
    }

    private SpecException refused(JacksonException malformed) {
        JsonLocation at = malformed.getLocation();
        if (at == null) {
            return new SpecException("document", Shown.of(malformed.getOriginalMessage()), "JSON");
        }
        int offset = (int) at.getCharOffset();
        // Jackson points at the character that it does not understand, or just behind it.
        for (int i = Math.max(0, offset - 1); i <= offset && i < text.length(); i++) {
            if (text.startsWith("//", i) || text.startsWith("/*", i) || text.charAt(i) == '#') {
                return new SpecException(place(at), "a comment", "JSON, which has no comments");
            }
        }
        return new SpecException(place(at), Shown.of(malformed.getOriginalMessage()), "JSON");
    }

    private static String place(JsonLocation at) {
        return "line " + at.getLineNr() + ", column " + at.getColumnNr();
    }
}
