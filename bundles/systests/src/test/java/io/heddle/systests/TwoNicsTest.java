package io.heddle.systests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Proves on a real mount in a network namespace with two NICs that NICs are added, cut, brought back
 * and removed, and the driver swapped over both, while a verifying load sees no error.
 */
class TwoNicsTest {
    private static final long LIMIT_S = 60;
    private static final long ENOUGH_BYTES = 100_000;

    @Test
    void s89ShouldServeOverTwoNicsWhateverHappensToOne() throws Exception {
        try (var space = NetNamespace.open("heddle-two-nics", 2);
                var heddle = HeddleProcess.prepareWithin(
                        space.enter(), "two-nics", "--capacity", "1G")) {
            heddle.up();
            try (var load = new Load(heddle.mount().resolve("load"))) {
                add(heddle, "nic0", "--label", "left");
                done(heddle, "remove", "client", "lo");
                add(heddle, "nic1", "--ips", "198.18.1.1", "--label", "right");
                load.goesOn();
                both(heddle, load);
                shouldRefuse(heddle);
                cut(space, heddle, load, "nic0", "nic1");
                cut(space, heddle, load, "nic1", "nic0");
                drill(heddle, load);
                swap(heddle, load);
                done(heddle, "remove", "server0", "nic0");
                load.goesOn();
                HeddleProcess.Result last =
                        heddle.run("cluster", "container", "net", "remove", "client", "nic1");
                assertEquals(4, last.exit(), last.toString());
                add(heddle, "nic0", "--label", "left");
                load.goesOn();
                both(heddle, load);
            }
            assertEquals("ok", heddle.json("status").path("health").asText(), heddle.log());
        }
    }

    private static void add(HeddleProcess heddle, String nic, String... more) throws Exception {
        var words = new ArrayList<>(List.of("add", "server0", nic));
        words.addAll(List.of(more));
        done(heddle, words.toArray(String[]::new));
    }

    private static void done(HeddleProcess heddle, String... words) throws Exception {
        var line = new ArrayList<>(List.of("cluster", "container", "net"));
        line.addAll(List.of(words));
        HeddleProcess.Result result = heddle.run(line.toArray(String[]::new));
        assertEquals(0, result.exit(), line + " gave " + result);
    }

    /** Every process has both addresses, and what the load moves goes by both NICs. */
    private static void both(HeddleProcess heddle, Load load) throws Exception {
        for (JsonNode process : heddle.json("cluster", "processes")) {
            if (!process.path("roles").toString().contains("MANAGEMENT")) {
                assertEquals(
                        "[\"198.18.0.1\",\"198.18.1.1\"]",
                        process.path("ips").toString(),
                        process.toString());
            }
        }
        Map<String, Long> before = sent(heddle);
        await(heddle, load, "both NICs carry the load", () -> {
            Map<String, Long> now = sent(heddle);
            return before.keySet().equals(Set.of("nic0", "nic1"))
                    && before.entrySet().stream()
                            .allMatch(one -> now.getOrDefault(one.getKey(), 0L)
                                    > one.getValue() + ENOUGH_BYTES);
        });
    }

    /** What went out by each NIC, of all processes together. */
    private static Map<String, Long> sent(HeddleProcess heddle) throws Exception {
        var bytes = new TreeMap<String, Long>();
        for (JsonNode row : heddle.json("cluster", "container", "net")) {
            bytes.merge(row.path("nic").asText(), row.path("txBytes").asLong(), Long::sum);
        }
        return bytes;
    }

    private static void shouldRefuse(HeddleProcess heddle) throws Exception {
        var wrong = heddle.run("cluster", "container", "net", "add", "server0", "nic7");
        assertEquals(2, wrong.exit(), wrong.toString());
        assertTrue(wrong.err().contains("choose one of"), wrong.err());
        wrong = heddle.run("cluster", "container", "net", "add", "server9", "nic1");
        assertEquals(2, wrong.exit(), wrong.toString());
        wrong = heddle.run(
                "cluster", "container", "net", "add", "server0", "port0", "--ips", "198.18.0.1");
        assertEquals(2, wrong.exit(), wrong.toString());
        assertTrue(wrong.err().contains("not on NIC port0"), wrong.err());
    }

    private static void cut(
            NetNamespace space, HeddleProcess heddle, Load load, String nic, String other)
            throws Exception {
        space.ip("link set " + nic + " down");
        load.goesOn();
        await(heddle, load, "the alert", () -> alerts(heddle).contains("NIC " + nic + " has no"));
        long before = sent(heddle).get(other);
        load.goesOn();
        assertTrue(sent(heddle).get(other) > before, other + " carries nothing");
        space.ip("link set " + nic + " up");
        await(heddle, load, "no alert", () -> !alerts(heddle).contains("NIC " + nic));
        both(heddle, load);
    }

    private static void drill(HeddleProcess heddle, Load load) throws Exception {
        HeddleProcess.Result pulled = heddle.run("nic", "unplug", "nic1", "--seconds", "5");
        assertEquals(0, pulled.exit(), pulled.toString());
        load.goesOn();
        await(heddle, load, "the end", () -> !alerts(heddle).contains("nic-drill"));
        both(heddle, load);
    }

    private static String alerts(HeddleProcess heddle) throws Exception {
        return heddle.json("alerts").toString();
    }

    private static void swap(HeddleProcess heddle, Load load) throws Exception {
        String current = heddle.json("status").path("network").asText();
        for (String driver :
                List.of(current.equals("udp-native") ? "udp-netty" : "udp-native", current)) {
            JsonNode ledger = heddle.json("net", "swap", driver);
            assertEquals(0, ledger.path("lost").asLong(-1), ledger.toString());
            assertEquals(0, ledger.path("executedTwice").asLong(-1), ledger.toString());
            assertTrue(ledger.path("started").asLong() > 0, ledger.toString());
            load.goesOn();
            both(heddle, load);
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(HeddleProcess heddle, Load load, String what, Condition condition)
            throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_S);
        while (!condition.holds()) {
            assertTrue(
                    System.nanoTime() < end,
                    what + " did not come: " + heddle.json("cluster", "container", "net")
                            + alerts(heddle) + heddle.log());
            load.goesOn();
        }
    }
}
