package io.heddle.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Proves that a nap grows with the silence before it and has an end both ways. */
class NapsTest {
    @Test
    void shouldBeLateByAQuarterOfTheSilenceAndHalfAMillisecondAtMost() {
        assertEquals(20_000, Naps.afterNs(Naps.SPIN_NS));
        assertEquals(100_000, Naps.afterNs(400_000));
        assertEquals(500_000, Naps.afterNs(2_000_000));
        assertEquals(500_000, Naps.afterNs(Long.MAX_VALUE));
        long before = 0;
        for (long idleNs = 0; idleNs < 4_000_000; idleNs += 10_000) {
            long nap = Naps.afterNs(idleNs);
            assertTrue(nap >= before);
            before = nap;
        }
    }
}
