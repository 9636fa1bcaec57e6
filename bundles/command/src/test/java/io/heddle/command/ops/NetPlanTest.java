package io.heddle.command.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.heddle.command.Exit;
import io.heddle.command.Heddle;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code heddle net plan}: exit codes, the three outputs, and one sentence for wrong input. */
class NetPlanTest {
    private static final String FINE = """
            {"version": 1, "groups": [{"name": "b", "role": "backend", "count": 8,
             "ioProcesses": 10, "nics": [{"name": "e", "pci": "8086:10fb", "link": "ethernet"}]}]}
            """;
    private static final String REFUSED = FINE.replace("8086:10fb", "15b3:1003");

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void write() throws IOException {
        Files.writeString(folder.resolve("fine.json"), FINE);
        Files.writeString(folder.resolve("refused.json"), REFUSED);
        Files.writeString(folder.resolve("comment.json"), FINE.replace("\"groups\"", "// x\n"));
        Files.write(folder.resolve("latin.json"), new byte[] {'{', '"', (byte) 0xe4, '"', '}'});
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("net", "plan", "--data", folder + "/none"));
        all.addAll(List.of(arguments));
        PrintStream oldOut = System.out;
        PrintStream oldErr = System.err;
        out.reset();
        err.reset();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return Heddle.run(all.toArray(String[]::new));
        } finally {
            System.setOut(oldOut);
            System.setErr(oldErr);
        }
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
    }

    private void wrong(String... arguments) {
        assertEquals(Exit.WRONG_USE, run(arguments));
        assertEquals("", out.toString(StandardCharsets.UTF_8));
        String sentence = err.toString(StandardCharsets.UTF_8);
        assertEquals(1, sentence.lines().count(), sentence);
        assertTrue(sentence.startsWith("heddle: "), sentence);
    }

    @Test
    void shouldPrintThePlanWithEveryKey() throws IOException {
        assertEquals(Exit.DONE, run("--inventory", file("fine.json"), "--json"));
        JsonNode plan = json();
        assertEquals("ok", plan.path("verdict").asText());
        assertEquals("ethernet", plan.path("fabric").asText());
        assertTrue(plan.path("rdma").path("active").isBoolean());
        JsonNode group = plan.path("groups").path(0);
        for (String key : List.of(
                "name",
                "network",
                "driver",
                "rxMode",
                "gpudirect",
                "ips",
                "rdmaFilesystems",
                "findings",
                "addresses",
                "numa",
                "rules")) {
            assertTrue(group.has(key), key);
        }
        assertEquals(88, group.path("ips").path("count").asInt());
        for (JsonNode finding : group.path("findings")) {
            for (String key : List.of("rule", "verdict", "subject", "evidence", "want", "remedy")) {
                assertTrue(finding.has(key), key);
            }
        }
    }

    @Test
    void shouldExit4WithAllKeysWhenRefused() throws IOException {
        assertEquals(Exit.REFUSED, run("--inventory", file("refused.json"), "--json"));
        assertEquals("refused", json().path("verdict").asText());
        for (JsonNode finding : json().path("groups").path(0).path("findings")) {
            boolean refused = finding.path("verdict").asText().equals("refused");
            assertTrue(!refused || finding.path("remedy").isTextual(), finding::toString);
        }
    }

    @Test
    void shouldPrintATableForPeople() {
        assertEquals(Exit.REFUSED, run("--inventory", file("refused.json")));
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("verdict: refused"), text);
        assertTrue(text.indexOf("refused:\n") < text.indexOf("note:\n"), text);
        assertTrue(text.contains("remedy: "), text);
        assertEquals(Exit.DONE, run("--inventory", file("fine.json"), "-F", "rule=S71"));
        assertEquals(2, out.toString(StandardCharsets.UTF_8).lines().count());
    }

    @Test
    void shouldReadStandardInput() {
        InputStream old = System.in;
        System.setIn(new ByteArrayInputStream(FINE.getBytes(StandardCharsets.UTF_8)));
        try {
            assertEquals(Exit.DONE, run("--inventory", "-", "--json"));
        } finally {
            System.setIn(old);
        }
    }

    @Test
    void shouldPrintADescriptionThatItTakes() throws IOException {
        Path tree = Files.createDirectories(folder.resolve("tree/sys"));
        assertEquals(
                Exit.DONE,
                run("--detect", "--print-inventory", "--root", tree.getParent().toString()));
        Files.write(folder.resolve("detected.json"), out.toByteArray());
        int exit = run("--inventory", file("detected.json"), "--json");
        assertEquals(Exit.REFUSED, exit, err.toString(StandardCharsets.UTF_8));
        assertEquals(Exit.DONE, run("--detect", "--print-inventory"));
    }

    @Test
    void shouldRefuseWrongUseInOneSentence() {
        wrong();
        wrong("--detect", "--inventory", file("fine.json"));
        wrong("--inventory", file("none.json"));
        wrong("--inventory", folder.toString());
        wrong("--inventory", file("comment.json"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("line 1"));
        wrong("--inventory", file("latin.json"));
        wrong("--inventory", file("fine.json"), "--mode", "cpu");
        wrong("--detect", "--frontends", "0");
        wrong("--detect", "--root", file("none"));
    }

    @Test
    void shouldUseTheOperatorsCatalogue() throws IOException {
        Path conf = Files.createDirectories(folder.resolve("none/conf"));
        Files.writeString(conf.resolve("nics.json"), "{\"version\": 1, \"famil");
        wrong("--inventory", file("fine.json"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("nics.json"));
    }
}
