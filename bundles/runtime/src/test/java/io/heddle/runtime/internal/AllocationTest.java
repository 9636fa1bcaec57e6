package io.heddle.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import io.heddle.foreign.linux.Eventfd;
import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.Agent;
import io.heddle.runtime.DiskCompletion;
import io.heddle.runtime.DiskFile;
import io.heddle.runtime.Timer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A loop that does everything it can do makes no garbage, once it is compiled. */
class AllocationTest {
    private static final int ROUND = 5_000;
    private static final long LIMIT_S = 100;

    @TempDir
    static Path folder;

    @Test
    @Timeout(120)
    void shouldAllocateNothingPerTurn() throws Exception {
        try (TestLoop test = new TestLoop();
                Arena arena = Arena.ofShared()) {
            Everything all = test.call(() -> new Everything(test.loop, arena));
            test.run(all::start);
            // The compiler needs some rounds, or much time, before it has seen that nothing
            // escapes.
            boolean unused = all.done.await(LIMIT_S, TimeUnit.SECONDS);
            test.run(all::stop);
            assertTrue(
                    all.leastBytes < ROUND * 4L,
                    all.leastBytes + " bytes in " + ROUND + " turns with timer, watch and read");
        }
    }

    private static final class Everything implements Agent, DiskCompletion {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final CountDownLatch done = new CountDownLatch(1);
        private final Linux linux = new Linux();
        private final EpollLoop loop;
        private final MemorySegment memory;
        private final int descriptor = linux.eventfd(1, 04000);
        private final DiskFile file;
        private final Timer timer;
        private final MemorySegment value;
        private AutoCloseable watch;
        private boolean reading;
        private long turns;
        private long bytes;
        private volatile long leastBytes = Long.MAX_VALUE;

        Everything(EpollLoop loop, Arena arena) {
            this.loop = loop;
            memory = arena.allocate(4096, 4096);
            value = arena.allocate(ValueLayout.JAVA_LONG);
            file = loop.env(folder).disk().create("data", 1 << 20, true);
            timer = loop.env().timer(this::expired);
        }

        void start() {
            loop.add(this);
            watch = loop.watch(descriptor, this::readable);
            expired();
        }

        private void expired() {
            timer.startAt(loop.env().nanoTime());
        }

        private void readable() {
            linux.read(descriptor, value.address(), 8);
            Eventfd.signal(descriptor);
        }

        @Override
        public void onDisk(long token, int result) {
            reading = false;
        }

        @Override
        public String name() {
            return "everything";
        }

        @Override
        public int poll(long nowNs) {
            if (!reading && turns % 16 == 0) {
                reading = true;
                file.read(0, memory, 0, 4096, this, 0);
            }
            if (++turns % ROUND == 0) {
                long now =
                        threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
                leastBytes = Math.min(leastBytes, now - bytes);
                bytes = now;
                if (leastBytes < ROUND * 4L) {
                    done.countDown();
                }
            }
            return 1;
        }

        void stop() {
            try {
                watch.close();
            } catch (Exception impossible) {
                throw new AssertionError(impossible);
            }
            timer.cancel();
            loop.remove(this);
            file.close();
            linux.close(descriptor);
            linux.close();
        }
    }
}
