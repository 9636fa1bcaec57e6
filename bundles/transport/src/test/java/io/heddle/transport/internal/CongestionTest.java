package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The window by delay, by marks and by loss. */
class CongestionTest {
    private static final long US = 1_000;
    private static final long LEAST_NS = 50 * US;
    private static final long QUEUED_NS = 10_000 * US;

    private final Congestion congestion = new Congestion();
    private long next;

    /** One round: the whole window is sent and acknowledged with this delay. */
    private void round(long delayNs) {
        int window = congestion.windowBytes();
        congestion.allows(window);
        long first = next;
        next += 10;
        for (int i = 0; i < 10; i++) {
            congestion.acked(window / 10, first + i, next, delayNs, LEAST_NS);
        }
    }

    @Test
    void shouldDoubleWhileNobodyQueues() {
        int before = congestion.windowBytes();
        round(LEAST_NS);
        assertTrue(congestion.windowBytes() > before * 18L / 10);
        for (int i = 0; i < 20; i++) {
            round(LEAST_NS);
        }
        assertEquals(Tuning.WINDOW_MOST_BYTES, congestion.windowBytes());
    }

    @Test
    void shouldNotGrowWhenTheSenderDoesNotFillIt() {
        int before = congestion.windowBytes();
        congestion.acked(before, 1, 2, LEAST_NS, LEAST_NS);
        assertEquals(before, congestion.windowBytes());
    }

    @Test
    void shouldShrinkByHowFarTheDelayExceedsTheTarget() {
        int before = congestion.windowBytes();
        round(LEAST_NS + Tuning.TARGET_KERNEL_NS * 11 / 10);
        int little = before - congestion.windowBytes();
        assertTrue(little > 0 && little < before / 8, "cut by " + little + " of " + before);
        before = congestion.windowBytes();
        round(QUEUED_NS);
        assertEquals(before / 2, congestion.windowBytes(), before / 50);
        for (int i = 0; i < 20; i++) {
            round(QUEUED_NS);
        }
        assertEquals(Tuning.WINDOW_LEAST_BYTES, congestion.windowBytes());
    }

    /** One round of a hundred datagrams, of which some are lost. */
    private void lossyRound(int lost) {
        next += 100;
        for (int i = 0; i < lost; i++) {
            congestion.lost();
        }
        congestion.marked(0, 100 - lost, next - 1, next);
    }

    @Test
    void shouldTakeFewLossesForChance() {
        int before = congestion.windowBytes();
        for (int i = 0; i < 10; i++) {
            lossyRound(2);
        }
        assertEquals(before, congestion.windowBytes());
        round(LEAST_NS);
        assertTrue(congestion.windowBytes() > before * 18L / 10);
    }

    @Test
    void shouldShrinkOnceARoundByHalfOfWhatIsLostBeyondChance() {
        int before = congestion.windowBytes();
        lossyRound(10);
        assertEquals(before * 0.96, congestion.windowBytes(), 1);
        lossyRound(80);
        assertEquals(before * 0.96 * 0.61, congestion.windowBytes(), 2);
    }

    @Test
    void shouldGrowSlowlyWhileMoreIsLostThanByChance() {
        lossyRound(5);
        int before = congestion.windowBytes();
        round(LEAST_NS);
        assertTrue(congestion.windowBytes() <= before + Tuning.WINDOW_LEAST_BYTES);
        lossyRound(0);
        round(LEAST_NS);
        assertTrue(congestion.windowBytes() > before * 18L / 10);
    }

    @Test
    void shouldShrinkByTheFractionOfMarks() {
        int before = congestion.windowBytes();
        for (int round = 0; round < 40; round++) {
            next += 10;
            congestion.marked(1, 10, next - 1, next);
        }
        int few = congestion.windowBytes();
        var all = new Congestion();
        for (int round = 0; round < 40; round++) {
            all.marked(10, 10, (round + 1) * 10 - 1, (round + 1) * 10);
        }
        assertTrue(few < before && all.windowBytes() < few, few + " and " + all.windowBytes());
    }

    @Test
    void shouldKeepTheSameLeastWhateverHappens() {
        for (int i = 0; i < 50; i++) {
            round(QUEUED_NS);
            lossyRound(90);
        }
        congestion.collapsed();
        assertEquals(Tuning.WINDOW_LEAST_BYTES, congestion.windowBytes());
    }
}
