package io.heddle.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.runtime.Counters;
import io.heddle.runtime.Events;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.Test;

class LogEventsTest {
    private final LogEvents events = new LogEvents();

    @Test
    void shouldKeepTheNewestEvents() {
        for (int index = 0; index < LogEvents.CAPACITY + 10; index++) {
            events.event("test", "number " + index);
        }
        assertEquals(LogEvents.CAPACITY, events.events().size());
        assertEquals("number 10", events.events().getFirst().text());
    }

    @Test
    void shouldKeepAnAlertWithItsFirstTimeUntilCleared() {
        events.raise("replica-damaged", "bucket 3", "One replica is behind.", "a", "wait");
        long since = events.alerts().getFirst().sinceNs();
        events.raise("replica-damaged", "bucket 3", "One replica is behind.", "b", "wait");
        assertEquals(1, events.alerts().size());
        assertEquals(since, events.alerts().getFirst().sinceNs());
        assertEquals("b", events.alerts().getFirst().evidence());
        assertEquals(1, events.events().size());
        events.clear("replica-damaged", "bucket 3");
        events.clear("replica-damaged", "bucket 3");
        assertTrue(events.alerts().isEmpty());
        assertEquals(2, events.events().size());
    }

    @Test
    void shouldTellAdviceFromAlertsAndSayWhenOneBecomesTheOther() {
        events.advise("udp-backend", "backends", "UDP is for try-outs.", "lo", "Add a NIC.");
        assertEquals(Events.Severity.ADVICE, events.alerts().getFirst().severity());
        events.advise("udp-backend", "backends", "UDP is for try-outs.", "lo", "Add a NIC.");
        assertEquals(1, events.events().size());
        events.raise("udp-backend", "backends", "UDP is for try-outs.", "lo", "Add a NIC.");
        assertEquals(1, events.alerts().size());
        assertEquals(Events.Severity.ALERT, events.alerts().getFirst().severity());
        assertEquals(2, events.events().size());
        events.clear("udp-backend", "backends");
        assertTrue(events.alerts().isEmpty());
    }

    @Test
    void shouldReadNumbersWithUnits() {
        assertEquals(7, Properties.number("heddle.x", null, 7, 0, 10));
        assertEquals(3, Properties.number("heddle.protection", "3x", 1, 1, 16));
        assertEquals(10L << 30, Properties.number("heddle.capacity", "10G", 1, 1, Long.MAX_VALUE));
        for (String bad : new String[] {"-1", "many", "99", "9999999999T"}) {
            var failure = assertThrows(
                    StorageException.class, () -> Properties.number("heddle.x", bad, 1, 0, 10));
            assertTrue(failure.getMessage().contains("heddle.x=" + bad), failure.getMessage());
        }
    }

    @Test
    void shouldPlaceServersOnTheLoopsBehindTheFront() {
        LiveLoops loops = new LiveLoops(3, 0, events, new Counters());
        loops.start();
        try {
            assertEquals("heddle-loop-0", loops.frontend().name());
            assertEquals("heddle-loop-1", loops.server(0).name());
            assertEquals("heddle-loop-2", loops.server(1).name());
            assertEquals("heddle-loop-1", loops.server(2).name());
        } finally {
            loops.stop();
        }
    }
}
