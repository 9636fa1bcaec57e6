package io.heddle.hardware.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;

import io.heddle.hardware.CatalogueException;
import io.heddle.hardware.NicCatalogue;
import io.heddle.hardware.NicFact;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The reader and the schema for people refuse the same documents. */
class CatalogueReaderTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String GOOD = """
            {"version": 1,
             "families": [
              {"family": "X",
               "ids": {"pf": ["15b3:1017"], "vf": ["15b3:1018"], "source": "a"},
               "dpdkDriver": {"is": "mlx5", "source": "b"},
               "rxInterrupt": {"is": true, "source": "c"},
               "rdma": {"is": false}}
             ]}
            """;

    /** What is replaced in the good document, by what, the line that is named, and words of it. */
    static Stream<Arguments> refusedByBoth() {
        return Stream.of(
                refused("\"version\": 1", "\"version\": 2", 1, "found 2, wanted version as 1"),
                refused("\"version\": 1", "\"version\": \"1\"", 1, "found \"1\""),
                refused("\"version\": 1,", "", 1, "version is missing"),
                refused("\"families\"", "\"families\": [], \"colour\"", 2, "key \"colour\""),
                refused("\"families\"", "\"nics\"", 2, "unknown key \"nics\""),
                refused("\"family\": \"X\",", "", 3, "family is missing"),
                refused("\"family\": \"X\"", "\"family\": 7", 3, "found 7"),
                refused("\"family\": \"X\"", "\"family\": \" \"", 3, "says something"),
                refused("\"ids\": {", "\"colour\": {", 4, "unknown key \"colour\""),
                refused("\"ids\": {\"pf\"", "\"ids\": {\"pfs\"", 4, "unknown key \"pfs\""),
                refused("15b3:1017", "15b3", 4, "\"15b3\" is no PCI id"),
                refused("15b3:1017", "15B3:1017", 4, "in lower case"),
                refused("\"15b3:1017\"", "1017", 4, "found 1017"),
                refused("[\"15b3:1017\"]", "\"15b3:1017\"", 4, "an array of PCI ids"),
                refused(", \"source\": \"a\"", "", 4, "ids has no source"),
                refused(
                        "\"pf\": [\"15b3:1017\"], \"vf\": [\"15b3:1018\"], ",
                        "\"pf\": [], ",
                        4,
                        "ids names none"),
                refused("{\"is\": \"mlx5\"", "{\"is\": true", 5, "dpdkDriver as text or null"),
                refused("\"is\": \"mlx5\", ", "", 5, "dpdkDriver has no value"),
                refused(", \"source\": \"b\"", "", 5, "dpdkDriver is mlx5 without a source"),
                refused("{\"is\": true", "{\"is\": \"yes\"", 6, "found \"yes\""),
                refused("{\"is\": true", "{\"is\": null", 6, "found null"),
                refused(", \"source\": \"c\"", "", 6, "rxInterrupt is true without a source"),
                refused("\"source\": \"c\"", "\"sauce\": \"c\"", 6, "unknown key \"sauce\""),
                refused("{\"is\": true, \"source\": \"c\"}", "true", 6, "rxInterrupt as {"));
    }

    /** What a schema cannot say. */
    static Stream<Arguments> refusedByTheReader() {
        return Stream.of(
                refused("15b3:1018", "15b3:1017", 4, "there twice"),
                refused("\"is\": \"mlx5\"", "\"is\": null", 4, "rxInterrupt without a dpdkDriver"),
                refused("}\n ]}", "},\n{\"family\": \"X\"}]}", 8, "family \"X\" is there twice"),
                refused("\"rdma\"", "\"rxInterrupt\"", 7, "Duplicate field 'rxInterrupt'"),
                refused("]}\n", "]}\n[]", 9, "nothing after the end"),
                refused("]}\n", "]", 8, "not JSON"),
                refused("\"family\": \"X\"", "\"family\": \"X\u0000\"", 3, "not JSON"),
                refused("{\"version\": 1", "\"version\": 1", 1, "wanted an object with version"));
    }

    private static Arguments refused(String good, String bad, int line, String words) {
        assertTrue(GOOD.contains(good), good);
        return Arguments.of(GOOD.replace(good, bad), line, words);
    }

    @ParameterizedTest(name = "line {1}: {2}")
    @MethodSource({"refusedByBoth", "refusedByTheReader"})
    void shouldRefuseByLine(String json, int line, String words) {
        CatalogueException refused =
                assertThrows(CatalogueException.class, () -> NicCatalogue.parse(json));
        String said = String.valueOf(refused.getMessage());
        assertTrue(said.contains(words), said);
        assertEquals(line, refused.line(), said);
        assertEquals(1, said.lines().count(), said);
        assertTrue(said.startsWith("The NIC catalogue, line " + line + ": "), said);
        assertTrue(said.contains("wanted"), said);
        assertTrue(refused.in("f.json").startsWith("f.json, line " + line + ": "), said);
    }

    @ParameterizedTest(name = "line {1}: {2}")
    @MethodSource("refusedByBoth")
    void shouldHaveASchemaThatRefusesThatToo(String json, int line, String words)
            throws IOException {
        assertFalse(schema().validate(MAPPER.readTree(json)).isEmpty(), json);
    }

    @Test
    void shouldTakeWhatTheSchemaTakes() throws IOException {
        assertEquals(Set.of(), schema().validate(MAPPER.readTree(GOOD)));
        assertEquals(2, NicCatalogue.parse(GOOD).models().size());
        assertEquals(Set.of(), schema().validate(resource("nics.json")));
        assertTrue(NicCatalogue.builtIn().models().size() > 2);
    }

    @Test
    void shouldHaveASchemaWithTheCellsOfTheReader() throws IOException {
        JsonNode properties =
                resource("nics.schema.json").path("$defs").path("family").path("properties");
        Set<String> inSchema = new TreeSet<>();
        properties.fieldNames().forEachRemaining(inSchema::add);
        Set<String> inReader = new TreeSet<>(List.of("family", "ids"));
        for (NicFact fact : NicFact.values()) {
            inReader.add(fact.key());
            JsonNode cell = properties.path(fact.key());
            List<String> unstated = new ArrayList<>();
            cell.path("anyOf").findValues("const").forEach(it -> unstated.add(it.asText()));
            assertEquals(List.of(String.valueOf(fact.unstated())), unstated, fact.key());
        }
        assertEquals(inSchema, inReader);
    }

    @Test
    void shouldRefuseAnEmptyDocument() {
        assertThrows(CatalogueException.class, () -> NicCatalogue.parse(""));
        assertThrows(CatalogueException.class, () -> NicCatalogue.parse("null"));
        assertThrows(CatalogueException.class, () -> NicCatalogue.parse("[".repeat(100_000)));
    }

    private static JsonSchema schema() throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(resource("nics.schema.json"));
    }

    private static JsonNode resource(String name) throws IOException {
        try (InputStream in = NicCatalogue.class.getResourceAsStream(name)) {
            return MAPPER.readTree(in);
        }
    }
}
