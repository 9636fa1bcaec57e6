package io.heddle.bench.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

/** Proves that strangers do send what the rows say, and that the rows can tell. */
class StrangerTest {
    private static final Pace SHORT = new Pace(1, 0.3, progress -> {});

    @Test
    void shouldAcceptNothingOfAStrangerInTheMiddle() throws IOException, InterruptedException {
        List<Finding> findings = new ForgedMeasure(50_000).run(SHORT);
        System.out.println(findings);
        Finding accepted = findings.getFirst();
        assertEquals(0, accepted.ours(), accepted.toString());
        assertTrue(accepted.measure().contains("15,000 of each"), accepted.measure());
        for (String kind : List.of("replayed 1", "forged ", "unknown session ", "malformed ")) {
            assertTrue(accepted.note().contains(kind), accepted.note());
        }
        assertEquals(0, findings.getLast().ours(), findings.getLast().toString());
    }

    @Test
    void shouldOpenNoSessionInAFloodOfHandshakes() throws IOException, InterruptedException {
        List<Finding> findings = new FloodMeasure(5_000).run(SHORT);
        System.out.println(findings);
        assertTrue(findings.getFirst().ours() > 0 && findings.getFirst().reference() > 0);
        Finding opened = findings.getLast();
        assertEquals(0, opened.ours(), opened.toString());
        // All three ways of the flood got as far as the server's answer to it.
        for (String none : List.of(" 0 COOKIEs", " 0 wrong cookies", " 0 wrong proofs")) {
            assertTrue(!opened.note().contains(none), opened.note());
        }
    }
}
