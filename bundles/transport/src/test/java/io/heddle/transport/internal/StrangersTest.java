package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Proves that a flood of handshakes costs no more than its bound, and whom it hits. */
class StrangersTest {
    private static final long HERE = 0xffff_7f00_0001L;
    private static final long SECOND = 1L << 30;

    private final Strangers strangers = new Strangers(0x1234_5678_9abc_def0L);

    @Test
    void shouldBoundWhatOneAddressCostsInASecond() {
        long answers = 0;
        long proofs = 0;
        for (int i = 0; i < 10_000; i++) {
            answers += strangers.mayGetCookie(0, HERE, 5 * SECOND) ? 1 : 0;
            proofs += strangers.mayProve(0, HERE, 5 * SECOND) ? 1 : 0;
        }
        assertEquals(Strangers.MOST, answers);
        assertEquals(Strangers.MOST, proofs);
        assertFalse(strangers.mayGetCookie(0, HERE, 6 * SECOND - 1));
        assertTrue(strangers.mayGetCookie(0, HERE, 6 * SECOND));
    }

    @Test
    void shouldServeOthersMeanwhile() {
        for (int i = 0; i < 10_000; i++) {
            strangers.mayGetCookie(0, HERE, SECOND);
        }
        int served = 0;
        for (int other = 1; other <= 64; other++) {
            served += strangers.mayGetCookie(0, HERE + other, SECOND) ? 1 : 0;
        }
        assertTrue(served >= 58, served + " of 64 others got a cookie");
    }

    /** However many addresses it claims, and in IPv6 one network is one stranger. */
    @Test
    void shouldBoundWhatAllAddressesCostTogether() {
        long answers = 0;
        long network = 0;
        for (int i = 0; i < 200_000; i++) {
            answers += strangers.mayGetCookie(0, HERE + i, SECOND) ? 1 : 0;
            network += strangers.mayProve(0x20010db800000000L, i, SECOND) ? 1 : 0;
        }
        assertEquals(64 * Strangers.MOST, answers);
        assertEquals(Strangers.MOST, network);
    }
}
