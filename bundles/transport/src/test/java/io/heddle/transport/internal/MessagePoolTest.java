package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.SplittableRandom;

class MessagePoolTest {
    private static final int LARGEST = 4 << 20;

    @Test
    void shouldServeSmallMessagesAfterABurstOfLargeOnesTookTheCap() {
        try (var pool = new MessagePool(2L * LARGEST)) {
            int first = pool.take(LARGEST);
            int second = pool.take(LARGEST);
            assertEquals(MessagePool.NONE, pool.take(LARGEST));
            assertEquals(MessagePool.NONE, pool.take(100));
            pool.give(first);
            pool.give(second);
            // All memory is in slabs of the largest size, and all of it is free.
            int small = pool.take(100);
            int page = pool.take(5_000);
            assertNotEquals(MessagePool.NONE, small);
            assertNotEquals(MessagePool.NONE, page);
            assertEquals(2, pool.used());
            assertEquals(MessagePool.NONE, pool.take(100));
            pool.give(small);
            assertNotEquals(MessagePool.NONE, pool.take(LARGEST));
        }
    }

    /** Otherwise a node that once had many small messages would take no large one for ever. */
    @Test
    void shouldServeLargeMessagesAfterABurstOfSmallOnesTookTheCap() {
        try (var pool = new MessagePool(2L * LARGEST)) {
            var small = new ArrayList<Integer>();
            for (int buffer = pool.take(100); buffer != MessagePool.NONE; buffer = pool.take(100)) {
                small.add(buffer);
            }
            assertEquals(2 * LARGEST >> 10, small.size());
            int last = small.removeLast();
            small.forEach(pool::give);
            int large = pool.take(LARGEST);
            assertNotEquals(MessagePool.NONE, large);
            assertEquals(MessagePool.NONE, pool.take(LARGEST), "the last small one is in use");
            pool.give(last);
            assertNotEquals(MessagePool.NONE, pool.take(LARGEST));
            assertEquals(MessagePool.NONE, pool.take(100));
            pool.give(large);
            assertNotEquals(MessagePool.NONE, pool.take(100));
        }
    }

    @Test
    void shouldKeepBuffersApartWhateverIsTakenAndGiven() {
        var random = new SplittableRandom(7);
        int[] sizes = {1, 900, 5_000, 60_000, 1 << 20, LARGEST};
        try (var pool = new MessagePool(6L * LARGEST)) {
            var taken = new HashMap<Integer, Byte>();
            int refused = 0;
            for (int step = 0; step < 30_000; step++) {
                if (random.nextInt(100) < (step / 1_000 % 2 == 0 ? 60 : 35)) {
                    int bytes = sizes[random.nextInt(sizes.length)];
                    int buffer = pool.take(bytes);
                    if (buffer == MessagePool.NONE) {
                        refused++;
                        continue;
                    }
                    byte mark = (byte) step;
                    assertNull(taken.put(buffer, mark), "a buffer was given out twice");
                    pool.memory(buffer).set(JAVA_BYTE, pool.offset(buffer), mark);
                    pool.memory(buffer).set(JAVA_BYTE, pool.offset(buffer) + bytes - 1, mark);
                } else if (!taken.isEmpty()) {
                    int buffer = taken.keySet().iterator().next();
                    byte mark = taken.remove(buffer);
                    assertEquals(mark, pool.memory(buffer).get(JAVA_BYTE, pool.offset(buffer)));
                    pool.give(buffer);
                }
                assertEquals(taken.size(), pool.used());
            }
            assertTrue(refused > 0, "the cap was never met");
        }
    }
}
