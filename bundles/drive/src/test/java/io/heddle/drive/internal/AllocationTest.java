package io.heddle.drive.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.drive.RecordDone;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;

/** Taking a record makes no garbage. */
class AllocationTest {
    private static final int RECORDS = 400;

    @Test
    void shouldTakeRecordsWithoutGarbage() {
        var bean = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();
        long least = Long.MAX_VALUE;
        RecordDone nobody = (token, status) -> {};
        try (var bench = new DriveBench(51, 64 << 20)) {
            // The compiler may come late on a busy machine.
            for (long end = System.nanoTime() + 60_000_000_000L;
                    least >= RECORDS * 2L && System.nanoTime() < end; ) {
                long sum = 0;
                for (int i = 0; i < RECORDS; i++) {
                    bench.begin(1).put("key" + i, "value of the key").write(9, i % 50, 4096, i + 1);
                    int bytes = bench.writer.end();
                    long before = bean.getThreadAllocatedBytes(thread);
                    int status = bench.drive.append(bench.writer.memory(), 0, bytes, nobody, i);
                    sum += bean.getThreadAllocatedBytes(thread) - before;
                    assertEquals(0, status);
                    if (i % 20 == 0) {
                        bench.loop.run(() -> {});
                        bench.world.runFor(400_000);
                    }
                }
                least = Math.min(least, sum);
            }
        }
        System.out.println(least + " bytes of garbage for " + RECORDS + " records");
        assertTrue(least < RECORDS * 2L, least + " bytes for " + RECORDS + " records");
    }
}
