package io.heddle.command.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Proves that decisions are readable, and that nothing of them is left out. */
class NetExplainTest {
    private static final String CANDIDATES = """
            [ {"driver": "udp-native", "bundle": "b", "version": "1", "verdict": "chosen", "rank": 1,
               "rules": [
                 {"rule": "S57", "verdict": "ok", "text": "The kernel serves UDP.",
                  "path": "/proc/version", "seen": "6.18", "wanted": "any", "remedy": null},
                 {"rule": "S62", "verdict": "alert", "text": "A backend on UDP is for try-outs.",
                  "path": "io.heddle.planner tryout", "seen": "true",
                  "wanted": "a driver in user space",
                  "remedy": "Fit a NIC that a driver in user space serves, such as one of \
            the families that `heddle net plan` knows."} ]},
              {"driver": "mellanox", "bundle": "b", "version": "1", "verdict": "unusable", "rank": 0,
               "rules": [
                 {"rule": "S65", "verdict": "refused", "text": "There is no Mellanox NIC.",
                  "path": "/sys/bus/pci/devices", "seen": "", "wanted": "ConnectX-4 or newer",
                  "remedy": "Provide ConnectX-4 or newer."} ]} ]
            """;

    @TempDir
    private Path data;

    private CannedRest rest;

    @BeforeEach
    void open() throws IOException {
        String first = decision("server 0", "[1, 2]", "backend");
        rest = new CannedRest(
                data,
                Map.of(
                        "/net/explain",
                        "[" + first + "," + decision("server 1", "[4, 5]", "backend") + ","
                                + decision("client", "[6]", "client") + "]",
                        "/net/explain/server 0",
                        first));
    }

    @AfterEach
    void close() {
        rest.close();
    }

    private static String decision(String process, String ids, String role) {
        return "{\"process\": \"" + process + "\", \"processIds\": " + ids + ", \"role\": \"" + role
                + "\", \"mode\": \"cpu\", \"chosen\": \"udp-native\", \"reason\": \"it is the first\","
                + " \"rule\": \"S62\", \"candidates\": " + CANDIDATES + "}";
    }

    private String run(String... arguments) {
        return rest.run(new NetExplainCommand(), arguments);
    }

    @Test
    void shouldShowAPageForAllProcessesThatShareADecision() {
        String text = run();
        assertTrue(text.contains("server 0, server 1 - process 1, 2, 4, 5 - backend, mode cpu\n"));
        assertTrue(text.contains("\nclient - process 6 - client, mode cpu\n"));
        assertEquals(
                2, text.split("chosen: udp-native - it is the first \\(S62\\)", -1).length - 1);
    }

    @Test
    void shouldShowCandidateRuleEvidenceAndVerdictWithin120Columns() {
        assertEquals("""
                server 0 - process 1, 2 - backend, mode cpu
                CANDIDATE         RULE  VERDICT  EVIDENCE
                udp-native        S57   ok       The kernel serves UDP.
                  chosen, rank 1                   /proc/version = 6.18, wanted: any
                                  S62   alert    A backend on UDP is for try-outs.
                                                   io.heddle.planner tryout = true, wanted: a driver in user space
                                                   remedy: Fit a NIC that a driver in \
                user space serves, such as one of the families
                                                   that `heddle net plan` knows.
                mellanox          S65   refused  There is no Mellanox NIC.
                  unusable                         /sys/bus/pci/devices = nothing, wanted: ConnectX-4 or newer
                                                   remedy: Provide ConnectX-4 or newer.
                chosen: udp-native - it is the first (S62)
                """, run("server 0"));
        run().lines().forEach(line -> assertTrue(line.length() <= 120, line));
    }

    @Test
    void shouldGiveFlatRowsWhereColumnsOrRowsAreAskedFor() {
        assertEquals(
                "CANDIDATE  RULE  PATH\nmellanox   S65   /sys/bus/pci/devices\n",
                run("server 0", "-o", "driver,rule,path", "-F", "verdict=refused"));
        assertEquals(10, run("-s", "rule").lines().count());
    }

    @Test
    void shouldGiveTheWholeAnswerAsJson() throws IOException {
        JsonNode answer = new ObjectMapper().readTree(run("--json"));
        assertEquals(3, answer.size());
        assertEquals("S65", answer.at("/2/candidates/1/rules/0/rule").asText());
    }

    @Test
    void shouldRefuseAnUnknownProcess() {
        var refusal = assertThrows(CommandException.class, () -> run("server 9/x"));
        assertEquals(Exit.WRONG_USE, refusal.exit());
    }

    @Test
    void shouldWrapAtBlanksAndKeepLongWords() {
        List<String> lines = new ArrayList<>();
        DecisionPages.wrap("one two  three-is-long four", 8, lines::add);
        assertEquals(List.of("one two", "three-is-long", "four"), lines);
    }
}
