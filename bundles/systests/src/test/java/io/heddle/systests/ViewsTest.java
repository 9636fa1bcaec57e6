package io.heddle.systests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Proves what operators see of a running cluster: processes, decisions, and a stopped planner. */
class ViewsTest {
    @Test
    void shouldShowProcessesAndDecisionsAndDoWithoutThePlanner() throws Exception {
        try (var heddle = HeddleProcess.prepare("views", "--capacity", "512M")) {
            heddle.up();
            Files.write(heddle.mount().resolve("file"), new byte[1 << 20]);
            processes(heddle);
            decisions(heddle);
            assertEquals(0, heddle.run("doctor").exit());
            withoutPlanner(heddle);
        }
    }

    private static void processes(HeddleProcess heddle) throws Exception {
        JsonNode rows = heddle.json("cluster", "processes");
        assertEquals(19, rows.size());
        for (int id = 0; id < rows.size(); id++) {
            JsonNode row = rows.get(id);
            String role = row.at("/roles/0").asText();
            assertEquals(id, row.path("processId").asInt());
            assertEquals("UP", row.path("status").asText());
            assertEquals("[\"127.0.0.1\"]", row.path("ips").toString());
            assertEquals("UDP", row.path("network").asText());
            assertTrue(row.path("cpu").isNull() || row.path("cpu").isInt(), row.toString());
            if (role.equals("MANAGEMENT")) {
                assertTrue(row.path("memoryBytes").isNull(), row.toString());
            } else {
                // A journal frame of a drive has 256 KiB; the rest has more.
                assertTrue(row.path("memoryBytes").asLong() >= 256 << 10, row.toString());
            }
        }
        String table = heddle.run("cluster", "processes").out();
        assertTrue(table.startsWith("PROCESS ID  HOSTNAME "), table);
        assertEquals(20, table.lines().count());
    }

    private static void decisions(HeddleProcess heddle) throws Exception {
        JsonNode all = heddle.json("net", "explain");
        assertEquals(7, all.size());
        for (JsonNode decision : all) {
            var drivers = new TreeSet<String>();
            for (JsonNode candidate : decision.path("candidates")) {
                drivers.add(candidate.path("driver").asText());
                assertFalse(candidate.path("rules").isEmpty(), candidate.toString());
                for (JsonNode rule : candidate.path("rules")) {
                    assertTrue(rule.path("rule").asText().matches("S\\d+"), rule.toString());
                    assertFalse(rule.path("path").asText().isEmpty(), rule.toString());
                }
            }
            assertTrue(
                    drivers.containsAll(
                            List.of("e810", "ena", "mellanox", "udp-native", "udp-netty")),
                    drivers.toString());
            assertTrue(decision.path("chosen").asText().startsWith("udp-"), decision.toString());
        }
        assertEquals(
                "server 1", heddle.json("net", "explain", "4").path("process").asText());
        assertEquals(2, heddle.run("net", "explain", "99").exit());
        String text = heddle.run("net", "explain").out();
        assertTrue(text.lines().allMatch(line -> line.length() <= 120), text);
    }

    private static void withoutPlanner(HeddleProcess heddle) throws Exception {
        String id = heddle.run("shell", "lb")
                .out()
                .lines()
                .filter(line -> line.contains("Heddle planner"))
                .findFirst()
                .orElseThrow()
                .split("\\|", 2)[0]
                .strip();
        heddle.run("shell", "stop", id);
        var refused = heddle.run("net", "explain");
        assertEquals(1, refused.exit(), refused.toString());
        assertEquals(
                "heddle: The bundle io.heddle.planner is stopped; start it and try again.\n",
                refused.err());
        for (List<String> command : List.of(
                List.of("net", "drivers"),
                List.of("cluster", "processes"),
                List.of("status"),
                List.of("alerts"))) {
            var other = heddle.run(new ArrayList<>(command).toArray(String[]::new));
            assertEquals(0, other.exit(), other.toString());
        }
        assertTrue(Files.exists(heddle.mount().resolve("file")));
        assertEquals(1, heddle.run("doctor").exit());
        heddle.run("shell", "start", id);
        var again = heddle.run("net", "explain");
        assertEquals(0, again.exit(), again.toString());
    }
}
