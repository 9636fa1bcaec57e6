package io.heddle.dpdk.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.NativeMemory;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Addresses given by any thread and taken by one. */
class MbufRingTest {
    private static final int GIVERS = 3;
    private static final int EACH = 300_000;

    private final MbufRing ring = new MbufRing();

    @Test
    void shouldTakeNothingWhileItIsClosed() {
        assertFalse(ring.put(1));
        ring.open();
        assertTrue(ring.put(1));
        ring.close();
        assertFalse(ring.put(2));
        assertFalse(ring.isEmpty());
        assertEquals(1, taken(8).length);
        assertTrue(ring.isEmpty());
        ring.open();
        assertTrue(ring.put(3));
        assertEquals(3, taken(8)[0]);
    }

    @Test
    void shouldRefuseWhatItHasNoRoomFor() {
        ring.open();
        for (int round = 0; round < 3; round++) {
            for (int index = 1; index <= MbufRing.PLACES; index++) {
                assertTrue(ring.put(index));
            }
            assertFalse(ring.put(7));
            long[] all = taken(MbufRing.PLACES + 1);
            assertEquals(MbufRing.PLACES, all.length);
            for (int index = 0; index < all.length; index++) {
                assertEquals(index + 1, all[index]);
            }
        }
    }

    private long[] taken(int most) {
        try (Arena arena = Arena.ofConfined()) {
            long table = arena.allocate(8L * most, 8).address();
            return IntStream.range(0, ring.take(table, most))
                    .mapToLong(index -> NativeMemory.getLong(table + 8L * index))
                    .toArray();
        }
    }

    /** Each giver's come in its order and once, also while the ring is closed and opened between. */
    @Test
    void shouldKeepAllThatManyGiveInTheOrderOfEach()
            throws InterruptedException, ExecutionException {
        ring.open();
        var next = new long[GIVERS];
        try (var pool = Executors.newFixedThreadPool(GIVERS)) {
            var givers = IntStream.range(0, GIVERS)
                    .mapToObj(giver -> pool.submit((Callable<Void>) () -> give(giver)))
                    .toList();
            for (int taken = 0; taken < GIVERS * EACH; ) {
                if (taken % 97 == 0) {
                    ring.close();
                    ring.open();
                }
                for (long mbuf : taken(5)) {
                    int giver = (int) (mbuf & 3) - 1;
                    assertEquals(next[giver]++, mbuf >>> 2);
                    taken++;
                }
            }
            for (Future<Void> giver : givers) {
                giver.get();
            }
        }
        assertTrue(ring.isEmpty());
    }

    private Void give(int giver) {
        for (long count = 0; count < EACH; count++) {
            while (!ring.put(count << 2 | giver + 1)) {
                Thread.onSpinWait();
            }
        }
        return null;
    }
}
