package io.heddle.command.ops;

import com.fasterxml.jackson.databind.JsonNode;

import io.heddle.command.RestClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code heddle events}. */
@Command(name = "events", description = "What happened, oldest first.")
public final class EventsCommand extends Ask {
    private static final Column[] COLUMNS = {
        Column.of("TIME", "time"), Column.of("KIND", "kind"), Column.of("TEXT", "text")
    };

    @Option(names = "--follow", description = "Goes on with what happens next.")
    private boolean follow;

    @Override
    void ask(RestClient rest, PrintStream out) {
        JsonNode events = rest.get("/events");
        listing().print(out, events, COLUMNS);
        String last = last(events, "");
        while (follow && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            events = rest.get("/events");
            for (JsonNode event : events) {
                if (event.path("time").asText().compareTo(last) > 0) {
                    out.println(event.path("time").asText() + "  "
                            + event.path("kind").asText() + "  "
                            + event.path("text").asText());
                }
            }
            last = last(events, last);
        }
    }

    private static String last(JsonNode events, String before) {
        return events.isEmpty()
                ? before
                : events.get(events.size() - 1).path("time").asText();
    }
}
