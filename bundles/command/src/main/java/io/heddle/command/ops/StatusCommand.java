package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;

import io.heddle.command.RestClient;

import picocli.CommandLine.Command;

import java.io.PrintStream;
import java.util.ArrayList;

/** {@code heddle status}. */
@Command(name = "status", description = "Health, capacity, protection, throughput, alerts.")
public final class StatusCommand extends Ask {
    private static final long SAMPLE_MS = 1000;

    @Override
    void ask(RestClient rest, PrintStream out) {
        JsonNode status = rest.get("/status");
        if (listing().json()) {
            Listing.printJson(out, status);
            return;
        }
        show(
                out,
                status,
                Column.of("health", "health"),
                Column.bytes("capacity", "capacityBytes"),
                Column.bytes("used", "usedBytes"),
                Column.of("protection", "protection"),
                Column.of("network", "network"),
                Column.of("sealing", "sealing"),
                Column.of("mounts", "mounts"));
        out.printf("%-18s %s%n", "throughput:", throughput(status, rest.get("/status")));
        standing(out, "alerts", status.path("alerts"), false);
        standing(out, "advice", status.path("alerts"), true);
    }

    /** Alerts, or what is advice only: all works, and a rule asks for more. */
    private static void standing(PrintStream out, String title, JsonNode alerts, boolean advice) {
        var chosen = new ArrayList<JsonNode>();
        for (JsonNode alert : alerts) {
            if (alert.path("severity").asText().equals("advice") == advice) {
                chosen.add(alert);
            }
        }
        out.printf(
                "%-18s %s%n",
                title + ":", chosen.isEmpty() ? "none" : Integer.toString(chosen.size()));
        chosen.forEach(alert -> out.printf(
                "  %s: %s (%s)%n    %s%n",
                alert.path("kind").asText(),
                alert.path("text").asText(),
                alert.path("evidence").asText(),
                alert.path("remedy").asText()));
    }

    /** The difference of two samples when they lie apart, else totals. */
    private static String throughput(JsonNode first, JsonNode second) {
        JsonNode from = first.path("throughput");
        JsonNode to = second.path("throughput");
        long elapsedMs =
                Math.max(1, to.path("timeMs").asLong() - from.path("timeMs").asLong());
        String total = "read " + Units.bytes(to.path("readBytes")) + ", written "
                + Units.bytes(to.path("writeBytes")) + ", "
                + to.path("operations").asLong()
                + " operations since the start";
        if (elapsedMs < SAMPLE_MS) {
            return total;
        }
        long operations =
                to.path("operations").asLong() - from.path("operations").asLong();
        return operations * 1000 / elapsedMs + " operations/s; " + total;
    }
}
