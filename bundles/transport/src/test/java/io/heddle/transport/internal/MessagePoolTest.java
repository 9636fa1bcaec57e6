package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

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
}
