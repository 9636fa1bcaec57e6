package io.heddle.hardware.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;

import io.heddle.hardware.CatalogueException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Walks through JSON and refuses each thing that is not the wanted one, with its line. */
final class StrictJson implements AutoCloseable {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final int SHOWN = 40;

    private final JsonParser parser;

    StrictJson(String text) {
        try {
            parser = FACTORY.createParser(text);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("A text in memory", unreadable);
        }
    }

    /** The line of what was read last. */
    int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    /** Enters an object. */
    void open(String wanted) {
        expect(JsonToken.START_OBJECT, wanted);
    }

    /** Enters the array of a key. */
    void openArray(String key, String wanted) {
        expect(JsonToken.START_ARRAY, key + " as " + wanted);
    }

    /** The next key of the object, or null at its end. */
    @Nullable
    String key() {
        return next() == JsonToken.END_OBJECT ? null : current();
    }

    /** Enters the next object of an array, false at its end. */
    boolean nextObject(String wanted) {
        JsonToken token = next();
        if (token != JsonToken.END_ARRAY && token != JsonToken.START_OBJECT) {
            throw found(wanted + " as an object");
        }
        return token == JsonToken.START_OBJECT;
    }

    /** Goes to the next text of an array, false at its end. */
    boolean nextText(String key, String wanted) {
        JsonToken token = next();
        if (token != JsonToken.END_ARRAY && token != JsonToken.VALUE_STRING) {
            throw found("in " + key + " " + wanted);
        }
        return token == JsonToken.VALUE_STRING;
    }

    /** The text that was read last. */
    String current() {
        try {
            return parser.getText();
        } catch (IOException malformed) {
            throw malformed(malformed);
        }
    }

    /** A text that says something. */
    String text(String key) {
        expect(JsonToken.VALUE_STRING, key + " as text");
        if (current().isBlank()) {
            throw found(key + " as text that says something");
        }
        return current();
    }

    @Nullable
    String textOrNull(String key) {
        JsonToken token = next();
        if (token == JsonToken.VALUE_NULL) {
            return null;
        }
        if (token != JsonToken.VALUE_STRING || current().isBlank()) {
            throw found(key + " as text or null");
        }
        return current();
    }

    boolean bool(String key) {
        JsonToken token = next();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw found(key + " as true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    /** Passes over the one number that is allowed there. */
    void number(String key, int only) {
        JsonToken token = next();
        if (token != JsonToken.VALUE_NUMBER_INT || !current().equals(Integer.toString(only))) {
            throw found(key + " as " + only);
        }
    }

    /** Sees that nothing follows. */
    void end() {
        try {
            if (parser.nextToken() != null) {
                throw found("nothing after the end");
            }
        } catch (IOException malformed) {
            throw malformed(malformed);
        }
    }

    CatalogueException unknown(String key, String known) {
        return new CatalogueException(
                line(), "unknown key \"" + shown(key) + "\", wanted one of " + known);
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException unclosed) {
            throw new UncheckedIOException("A text in memory", unclosed);
        }
    }

    private void expect(JsonToken wanted, String what) {
        if (next() != wanted) {
            throw found(what);
        }
    }

    private JsonToken next() {
        try {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new CatalogueException(
                        parser.currentLocation().getLineNr(),
                        "the document ends too soon, wanted its closing brackets");
            }
            return token;
        } catch (IOException malformed) {
            throw malformed(malformed);
        }
    }

    private CatalogueException found(String wanted) {
        JsonToken token = parser.currentToken();
        String seen = token == null
                ? "the end"
                : switch (token) {
                    case START_OBJECT, END_OBJECT -> "an object";
                    case START_ARRAY, END_ARRAY -> "an array";
                    case VALUE_STRING -> "\"" + shown(current()) + "\"";
                    default -> shown(current());
                };
        return new CatalogueException(line(), "found " + seen + ", wanted " + wanted);
    }

    private static CatalogueException malformed(IOException malformed) {
        int line = 1;
        String why = String.valueOf(malformed.getMessage());
        if (malformed instanceof JsonProcessingException place) {
            line = place.getLocation() == null ? 1 : place.getLocation().getLineNr();
            why = place.getOriginalMessage();
        }
        CatalogueException refused = new CatalogueException(
                line, "not JSON (" + why.lines().findFirst().orElse("") + "), wanted JSON");
        refused.initCause(malformed);
        return refused;
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
