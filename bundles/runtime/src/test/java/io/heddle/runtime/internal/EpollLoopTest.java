package io.heddle.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Eventfd;
import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.Agent;
import io.heddle.runtime.StorageException;
import io.heddle.runtime.Timer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

@Timeout(240)
class EpollLoopTest {
    @Test
    void shouldRunEveryAcceptedCommandOfManyThreadsAndCountTheRefused() throws Exception {
        LoopConfig small = new LoopConfig("test", 0, 64, 64);
        try (TestLoop test = new TestLoop(small)) {
            int threads = 4;
            int each = 20_000;
            AtomicInteger run = new AtomicInteger();
            AtomicLong accepted = new AtomicLong();
            AtomicLong refused = new AtomicLong();
            List<Thread> posters = new ArrayList<>();
            for (int index = 0; index < threads; index++) {
                posters.add(Thread.ofPlatform().start(() -> {
                    for (int count = 0; count < each; count++) {
                        if (test.loop.post(run::incrementAndGet)) {
                            accepted.incrementAndGet();
                        } else {
                            refused.incrementAndGet();
                            Thread.onSpinWait();
                        }
                    }
                }));
            }
            for (Thread poster : posters) {
                poster.join();
            }
            while (run.get() < accepted.get()) {
                Thread.sleep(1);
            }
            assertEquals((long) threads * each, accepted.get() + refused.get());
            // The counter is published at the end of a turn that ran commands.
            while (test.counter("heddle_loop_commands_refused_total") < refused.get()) {
                test.call(() -> true);
            }
            assertEquals(refused.get(), test.counter("heddle_loop_commands_refused_total"));
        }
    }

    @Test
    void shouldWakeForEachCommandAfterItWentToSleep() {
        try (TestLoop test = new TestLoop()) {
            for (int index = 0; index < 2_000; index++) {
                int expected = index;
                assertEquals(expected, test.call(() -> expected));
            }
            assertTrue(test.counter("heddle_loop_sleeps_total") > 0);
        }
    }

    @Test
    void shouldSleepWhenThereIsNothingToDo() throws Exception {
        try (TestLoop test = new TestLoop()) {
            test.call(() -> true);
            // A busy machine may run its last turns late; then there must be a quiet time.
            long turns = Long.MAX_VALUE;
            for (int attempt = 0; turns > 2 && attempt < 50; attempt++) {
                long before = test.counter("heddle_loop_turns_total");
                Thread.sleep(200);
                turns = test.counter("heddle_loop_turns_total") - before;
            }
            assertTrue(turns <= 2, turns + " turns in 200 ms");
        }
    }

    @Test
    void shouldNapAndNotSleepWhileAnAgentMustPoll() throws Exception {
        try (TestLoop test = new TestLoop()) {
            var waiting = new AtomicLong();
            var seen = new AtomicLong();
            Agent polled = new Agent() {
                @Override
                public String name() {
                    return "polled";
                }

                @Override
                public boolean mustPoll() {
                    return true;
                }

                @Override
                public int poll(long nowNs) {
                    long got = waiting.getAndSet(0);
                    seen.addAndGet(got);
                    return (int) got;
                }
            };
            test.run(() -> test.loop.add(polled));
            // Nothing wakes the loop: what waits is found by looking, also after a long silence.
            for (int round = 1; round <= 20; round++) {
                Thread.sleep(round);
                waiting.set(1);
                while (seen.get() < round) {
                    Thread.onSpinWait();
                }
            }
            assertTrue(test.counter("heddle_loop_sleeps_total") > 0, "it only spins");
            test.run(() -> test.loop.remove(polled));
            long turns = Long.MAX_VALUE;
            for (int attempt = 0; turns > 2 && attempt < 50; attempt++) {
                long before = test.counter("heddle_loop_turns_total");
                Thread.sleep(200);
                turns = test.counter("heddle_loop_turns_total") - before;
            }
            assertTrue(turns <= 2, turns + " turns in 200 ms without anybody who polls");
        }
    }

    @Test
    void shouldExpireTimersInTheOrderOfTheirDeadlines() throws Exception {
        try (TestLoop test = new TestLoop()) {
            List<String> order = new ArrayList<>();
            CountDownLatch done = new CountDownLatch(3);
            AtomicLong lateNs = new AtomicLong();
            test.run(() -> {
                long now = test.loop.env().nanoTime();
                timer(test, order, done, "c").startAt(now + 30_000_000);
                timer(test, order, done, "b").startAt(now + 20_000_000);
                Timer never = timer(test, order, done, "never");
                never.startAt(now + 15_000_000);
                never.cancel();
                Timer first = timer(test, order, done, "a");
                first.startAt(now + 40_000_000);
                first.startAt(now + 10_000_000);
                long deadline = now + 5_000_000;
                test.loop
                        .env()
                        .timer(() -> lateNs.set(test.loop.env().nanoTime() - deadline))
                        .startAt(deadline);
            });
            assertTrue(done.await(60, TimeUnit.SECONDS));
            assertEquals(List.of("a", "b", "c"), order);
            assertTrue(lateNs.get() >= 0, "expired " + -lateNs.get() + " ns early");
        }
    }

    private static Timer timer(
            TestLoop test, List<String> order, CountDownLatch done, String name) {
        return test.loop.env().timer(() -> {
            order.add(name);
            done.countDown();
        });
    }

    @Test
    void shouldCallAWatchWhileReadableAndNeverAfterItsClose() throws Exception {
        try (TestLoop test = new TestLoop();
                Linux linux = new Linux();
                Arena arena = Arena.ofShared()) {
            int descriptor = linux.eventfd(0, 04000);
            MemorySegment value = arena.allocate(ValueLayout.JAVA_LONG);
            CountDownLatch thrice = new CountDownLatch(3);
            AutoCloseable watch = test.call(() -> test.loop.watch(descriptor, () -> {
                thrice.countDown(); // Level-triggered: it comes again until it is read.
                if (thrice.getCount() == 0) {
                    linux.read(descriptor, value.address(), 8);
                }
            }));
            Eventfd.signal(descriptor);
            assertTrue(thrice.await(60, TimeUnit.SECONDS));
            test.call(() -> {
                watch.close();
                watch.close();
                return true;
            });
            AtomicInteger other = new AtomicInteger();
            AutoCloseable again =
                    test.call(() -> test.loop.watch(descriptor, other::incrementAndGet));
            Eventfd.signal(descriptor);
            while (other.get() == 0) {
                Thread.onSpinWait();
            }
            assertEquals(0, thrice.getCount());
            test.call(() -> {
                again.close();
                return true;
            });
            linux.close(descriptor);
        }
    }

    @Test
    void shouldStopAnAgentThatThrowsAndGoOn() throws Exception {
        try (TestLoop test = new TestLoop()) {
            List<String> calls = new ArrayList<>();
            CountDownLatch closed = new CountDownLatch(1);
            Agent good = new Agent() {
                @Override
                public String name() {
                    return "good";
                }

                @Override
                public void flush() {
                    calls.add("good");
                }
            };
            test.run(() -> {
                test.loop.add(new Agent() {
                    @Override
                    public String name() {
                        return "bad";
                    }

                    @Override
                    public int poll(long nowNs) {
                        throw new IllegalStateException("invariant 7 is broken");
                    }

                    @Override
                    public void close() {
                        calls.add("closed");
                        closed.countDown();
                    }
                });
                test.loop.add(good);
            });
            assertTrue(closed.await(60, TimeUnit.SECONDS));
            assertTrue(test.call(() -> calls.remove("closed")));
            assertFalse(test.call(() -> calls.contains("closed")));
            assertTrue(test.call(() -> calls.contains("good")));
            var alert = test.events.alerts().getFirst();
            assertEquals("agent-stopped", alert.kind());
            assertEquals("test/bad", alert.subject());
            assertTrue(alert.evidence().contains("invariant 7 is broken"), alert.evidence());
            assertEquals(1, test.counter("heddle_loop_failures_total"));
        }
    }

    @Test
    void shouldSurviveCommandsAndTimersThatThrow() throws Exception {
        try (TestLoop test = new TestLoop()) {
            CountDownLatch expired = new CountDownLatch(1);
            test.run(() -> test.loop
                    .env()
                    .timer(() -> {
                        expired.countDown();
                        throw new IllegalStateException("timer");
                    })
                    .startAt(0));
            assertTrue(expired.await(60, TimeUnit.SECONDS));
            test.loop.post(() -> {
                throw new AssertionError("command");
            });
            assertEquals(5, test.call(() -> 5));
            assertEquals(2, test.events.alerts().size());
        }
    }

    @Test
    void shouldCloseAgentsLatestFirstAndTakeNothingAfterwards() {
        List<String> closed = new ArrayList<>();
        TestLoop test = new TestLoop();
        test.run(() -> {
            for (String name : List.of("first", "second")) {
                test.loop.add(new Agent() {
                    @Override
                    public String name() {
                        return name;
                    }

                    @Override
                    public void close() {
                        closed.add(name);
                    }
                });
            }
        });
        AtomicInteger late = new AtomicInteger();
        assertTrue(test.loop.post(late::incrementAndGet));
        test.close();
        test.close();
        assertEquals(List.of("second", "first"), closed);
        assertEquals(1, late.get());
        assertFalse(test.loop.post(late::incrementAndGet));
        var refused = assertThrows(
                CompletionException.class, () -> test.loop.submit(() -> 1).join());
        assertEquals(Errno.ESHUTDOWN, ((StorageException) refused.getCause()).errno());
    }

    @Test
    void shouldRunSubmitAtOnceOnItsOwnThreadAndRefuseForeignHands() {
        try (TestLoop test = new TestLoop()) {
            assertEquals(3, test.call(() -> test.loop.submit(() -> 3).join()));
            Timer timer = test.loop.env().timer(() -> {});
            assertThrows(IllegalStateException.class, () -> timer.startAt(0));
            assertThrows(IllegalStateException.class, () -> test.loop.remove(() -> "x"));
        }
    }

    @Test
    void shouldGiveMonotonicTimeAndRandomNumbersFromEveryThread() {
        try (TestLoop test = new TestLoop()) {
            long first = test.loop.env().nanoTime();
            long second = test.call(() -> test.loop.env().nanoTime());
            long third = test.loop.env().nanoTime();
            assertTrue(first < second && second < third);
            long wall = test.call(() -> test.loop.env().wallTimeNs());
            assertTrue(Math.abs(System.currentTimeMillis() - wall / 1_000_000) < 60_000);
            assertTrue(test.call(() -> test.loop.env().randomLong())
                    != test.call(() -> test.loop.env().randomLong()));
        }
    }
}
