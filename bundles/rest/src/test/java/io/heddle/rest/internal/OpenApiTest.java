package io.heddle.rest.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.heddle.net.Ledger;
import io.heddle.net.LedgerFinding;
import io.heddle.net.LedgerPath;
import io.heddle.net.lab.LabStatus;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;

/** Proves that the OpenAPI document says what the code does: every route and every key. */
class OpenApiTest {
    private static final JsonNode DOCUMENT = read();

    private static JsonNode read() {
        try (var in = OpenApiTest.class.getResourceAsStream("openapi.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void shouldNameEveryRouteAndNoOther() {
        var documented = new TreeSet<String>();
        DOCUMENT.get("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> documented.add(
                                method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        var served = new TreeSet<>(new Api(
                        () -> {
                            throw new AssertionError("no call");
                        },
                        () -> {
                            throw new AssertionError("no call");
                        },
                        () -> null,
                        () -> null)
                .router()
                .listing());
        assertEquals(served, documented);
    }

    @Test
    void shouldNameEveryKeyOfEveryObject() {
        List<Class<?>> records = new ArrayList<>(Arrays.asList(Views.class.getDeclaredClasses()));
        records.add(Ledger.class);
        records.add(LedgerPath.class);
        records.add(LedgerFinding.class);
        records.add(LabStatus.class);
        records.add(Refusal.class);
        var served = new TreeMap<String, List<String>>();
        for (Class<?> type : records) {
            served.put(
                    type.getSimpleName(),
                    Arrays.stream(type.getRecordComponents())
                            .map(RecordComponent::getName)
                            .toList());
        }
        var documented = new TreeMap<String, List<String>>();
        DOCUMENT.get("components").get("schemas").fields().forEachRemaining(schema -> {
            var keys = new ArrayList<String>();
            schema.getValue().get("properties").fieldNames().forEachRemaining(keys::add);
            documented.put(schema.getKey(), keys);
        });
        assertEquals(served, documented);
    }

    @Test
    void shouldResolveEveryReference() {
        DOCUMENT.findValuesAsText("$ref")
                .forEach(reference ->
                        assertNotNull(DOCUMENT.at(reference.substring(1)).get("type"), reference));
    }
}
