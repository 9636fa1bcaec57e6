package io.heddle.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.net.PortStats;
import io.heddle.net.Switchboard.DriverTraffic;
import io.heddle.runtime.Noted;

import org.junit.jupiter.api.Test;

import java.util.List;

class DropWatchTest {
    private static final long SECOND_NS = 1_000_000_000L;

    private final Noted events = new Noted();
    private final Notices notices = new Notices(events, () -> true);

    private void look(long second, long dropped) {
        notices.traffic(
                List.of(new DriverTraffic("udp-native", new PortStats(0, 0, 900, 9, 0, dropped))),
                second * SECOND_NS);
    }

    @Test
    void shouldRaiseAnAlertWhileDropsGrowAndClearItWhenTheyHaveStopped() {
        look(0, 0);
        assertFalse(events.alerted("receive-drops"));
        look(1, 7);
        assertTrue(events.alerted("receive-drops"));
        look(2, 12);
        String evidence = events.alerts().getFirst().evidence();
        assertTrue(evidence.startsWith("12 datagrams in 2 s; 12 since"), evidence);
        look(31, 12);
        assertTrue(events.alerted("receive-drops"), "cleared in a pause of a burst");
        look(32, 12);
        assertFalse(events.alerted("receive-drops"));
        assertEquals(1, events.count("receive-drops"));
        look(33, 15);
        evidence = events.alerts().getFirst().evidence();
        assertTrue(evidence.startsWith("3 datagrams in 1 s; 15 since"), evidence);
    }

    @Test
    void shouldKeepEveryConcernOfADriverUntilItServesNoMore() {
        notices.limited("udp-native", "Small buffers.", "1 of 2", "Make it 2.");
        notices.limited("udp-native", "No steering.", "error 95", "Use 1.");
        notices.limited("udp-native", "Small buffers.", "1 of 3", "Make it 3.");
        var alert = events.alerts().getFirst();
        assertEquals("Small buffers. No steering.", alert.text());
        assertEquals("1 of 3; error 95", alert.evidence());
        assertEquals("Make it 3. Use 1.", alert.remedy());
        notices.unlimited("udp-native");
        assertTrue(events.alerts().isEmpty());
        notices.limited("udp-native", "No steering.", "error 95", "Use 1.");
        assertEquals("No steering.", events.alerts().getFirst().text());
    }
}
