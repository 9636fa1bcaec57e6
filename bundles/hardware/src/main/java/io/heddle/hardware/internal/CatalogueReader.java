package io.heddle.hardware.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicModel;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The catalogue as JSON: an array of flat objects, one per PCI id. */
public final class CatalogueReader {
    private static final String BUILT_IN = "/io/heddle/hardware/nics.json";
    private static final Pattern PCI_ID = Pattern.compile("[0-9a-f]{4}:[0-9a-f]{4}");
    private static final Set<String> KEYS = Set.of(
            "family",
            "pci",
            "dpdkDriver",
            "rxInterrupt",
            "rdma",
            "needsSriov",
            "sharedIp",
            "source");

    private CatalogueReader() {}

    public static NicCatalogue builtIn() {
        try (InputStream in = CatalogueReader.class.getResourceAsStream(BUILT_IN)) {
            if (in == null) {
                throw new IllegalStateException("The bundle lacks its own " + BUILT_IN);
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The bundle's " + BUILT_IN, unreadable);
        }
    }

    public static NicCatalogue parse(String json) {
        List<NicModel> models = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            expect(parser, parser.nextToken(), JsonToken.START_ARRAY, "an array of NICs");
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                models.add(model(parser));
            }
            expect(parser, parser.currentToken(), JsonToken.END_ARRAY, "the end of the array");
        } catch (IOException malformed) {
            throw new IllegalArgumentException(
                    "The NIC catalogue is not JSON: " + malformed.getMessage(), malformed);
        }
        return new NicCatalogue(models);
    }

    private static NicModel model(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> row = new HashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            if (key == null || !KEYS.contains(key)) {
                throw refused(parser, "unknown key " + key);
            }
            row.put(key, value(parser, key, parser.nextToken()));
        }
        String pci = word(parser, row, "pci");
        if (!PCI_ID.matcher(pci).matches()) {
            throw refused(parser, "pci should look like 15b3:1017 and is " + pci);
        }
        return new NicModel(
                word(parser, row, "family"),
                Integer.parseInt(pci.substring(0, 4), 16),
                Integer.parseInt(pci.substring(5), 16),
                (String) row.get("dpdkDriver"),
                Boolean.TRUE.equals(row.get("rxInterrupt")),
                Boolean.TRUE.equals(row.get("rdma")),
                Boolean.TRUE.equals(row.get("needsSriov")),
                Boolean.TRUE.equals(row.get("sharedIp")),
                word(parser, row, "source"));
    }

    private static @Nullable Object value(JsonParser parser, String key, JsonToken token)
            throws IOException {
        boolean isText = key.equals("family") || key.equals("pci") || key.equals("source");
        return switch (token) {
            case VALUE_NULL -> null;
            case VALUE_STRING -> {
                if (!isText && !key.equals("dpdkDriver")) {
                    throw refused(parser, key + " should be true or false");
                }
                yield parser.getText();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                if (isText || key.equals("dpdkDriver")) {
                    throw refused(parser, key + " should be text");
                }
                yield token == JsonToken.VALUE_TRUE;
            }
            default -> throw refused(parser, key + " has a value of the wrong type");
        };
    }

    private static String word(JsonParser parser, Map<String, @Nullable Object> row, String key) {
        if (row.get(key) instanceof String text && !text.isBlank()) {
            return text;
        }
        throw refused(parser, key + " is missing");
    }

    private static void expect(
            JsonParser parser, @Nullable JsonToken seen, JsonToken wanted, String what) {
        if (seen != wanted) {
            throw refused(parser, "expected " + what);
        }
    }

    private static IllegalArgumentException refused(JsonParser parser, String why) {
        int line = parser.currentLocation().getLineNr();
        return new IllegalArgumentException("NIC catalogue, line " + line + ": " + why + ".");
    }
}
