package io.heddle.runtime.internal;

import com.sun.management.OperatingSystemMXBean;

import io.heddle.runtime.Agent;
import io.heddle.runtime.Counters;
import io.heddle.runtime.DiskFile;
import io.heddle.runtime.Timer;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Figures of the loop for the README; run by hand: its main method prints one line for each. */
public final class LoopMeasurement {
    private final LogEvents events = new LogEvents();
    private final Counters counters = new Counters();

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(arguments[0]), "loop");
        LoopMeasurement all = new LoopMeasurement();
        for (int round = 0; round < 3; round++) {
            System.out.println("round " + round);
            all.clock();
            all.turn();
            all.idle();
            all.wakeUp();
            for (long spinUs : new long[] {0, 20, 50}) {
                all.pingPong(spinUs);
            }
            all.timers();
            all.disk(folder, 1);
            all.disk(folder, 16);
        }
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private EpollLoop loop(String name, long spinNs) {
        return EpollLoop.start(LoopConfig.parked(name).spinning(spinNs), events, counters);
    }

    private void clock() {
        try (EpollLoop loop = loop("clock", 0)) {
            int count = 5_000_000;
            long ns = loop.submit(() -> {
                        long start = System.nanoTime();
                        long sum = 0;
                        for (int index = 0; index < count; index++) {
                            sum += loop.env().nanoTime();
                        }
                        return System.nanoTime() - start + (sum == 1 ? 1 : 0);
                    })
                    .join();
            print("clock: %.1f ns for Env.nanoTime", (double) ns / count);
        }
    }

    private void turn() throws InterruptedException {
        try (EpollLoop loop = loop("turn", 0)) {
            Agent busy = new Agent() {
                @Override
                public String name() {
                    return "busy";
                }

                @Override
                public int poll(long nowNs) {
                    return 1;
                }
            };
            loop.submit(() -> {
                        loop.add(busy);
                        return 1;
                    })
                    .join();
            Thread.sleep(500);
            long before =
                    counters.counter("heddle_loop_turns_total{loop=\"turn\"}").value();
            long start = System.nanoTime();
            Thread.sleep(500);
            long turns =
                    counters.counter("heddle_loop_turns_total{loop=\"turn\"}").value() - before;
            print(
                    "turn: %.0f ns with one agent and no event",
                    (double) (System.nanoTime() - start) / turns);
        }
    }

    private void idle() throws InterruptedException {
        try (EpollLoop loop = loop("idle", 0)) {
            Thread.sleep(100);
            var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            long cpu = system.getProcessCpuTime();
            long turns = turns("idle");
            Thread.sleep(2_000);
            print(
                    "idle: %.3f %% of a core in the whole process, %d turns in 2 s",
                    (system.getProcessCpuTime() - cpu) / 2e7, turns("idle") - turns);
        }
    }

    private long turns(String name) {
        return counters.counter("heddle_loop_turns_total{loop=\"" + name + "\"}")
                .value();
    }

    private void wakeUp() throws InterruptedException {
        try (EpollLoop loop = loop("wake", 0)) {
            long[] ns = new long[1_000];
            for (int index = 0; index < ns.length; index++) {
                AtomicLong ran = new AtomicLong();
                CountDownLatch done = new CountDownLatch(1);
                Thread.sleep(1);
                long start = System.nanoTime();
                loop.post(() -> {
                    ran.set(System.nanoTime());
                    done.countDown();
                });
                done.await();
                ns[index] = ran.get() - start;
            }
            percentiles("post to a sleeping loop until it runs", ns);
        }
    }

    private void pingPong(long spinUs) throws InterruptedException {
        try (EpollLoop here = loop("here", spinUs * 1_000);
                EpollLoop there = loop("there", spinUs * 1_000)) {
            long[] ns = new long[20_000];
            CountDownLatch done = new CountDownLatch(1);
            Runnable[] ball = new Runnable[2];
            int[] hits = new int[1];
            long[] last = {System.nanoTime()};
            ball[0] = () -> {
                long now = System.nanoTime();
                ns[hits[0]] = now - last[0];
                last[0] = now;
                if (++hits[0] < ns.length) {
                    there.post(ball[1]);
                } else {
                    done.countDown();
                }
            };
            ball[1] = () -> here.post(ball[0]);
            here.post(ball[0]);
            done.await();
            percentiles("round trip of two loops, spin " + spinUs + " us", ns);
        }
    }

    private void timers() throws InterruptedException {
        try (EpollLoop loop = loop("timers", 0)) {
            long[] ns = new long[1_000];
            CountDownLatch done = new CountDownLatch(1);
            loop.post(new Runnable() {
                private final Timer timer = loop.env().timer(this::expired);
                private long deadlineNs;
                private int count;

                @Override
                public void run() {
                    deadlineNs = loop.env().nanoTime() + 500_000;
                    timer.startAt(deadlineNs);
                }

                private void expired() {
                    ns[count++] = loop.env().nanoTime() - deadlineNs;
                    if (count < ns.length) {
                        run();
                    } else {
                        done.countDown();
                    }
                }
            });
            done.await();
            percentiles("timer of 500 us expires late by", ns);
        }
    }

    private void disk(Path folder, int depth) throws InterruptedException, IOException {
        try (EpollLoop loop = loop("disk", 0);
                Arena arena = Arena.ofShared()) {
            var disk = loop.env(folder).disk();
            disk.delete("journal");
            DiskFile file = disk.create("journal", 64 << 20, true);
            MemorySegment memory = arena.allocate(4096L * depth, 4096);
            int count = 2_000;
            long[] ns = new long[count];
            CountDownLatch done = new CountDownLatch(depth);
            long start = System.nanoTime();
            loop.post(() -> {
                int[] started = new int[1];
                for (int lane = 0; lane < depth; lane++) {
                    new Writer(file, memory, lane * 4096L, ns, started, done).next();
                }
            });
            done.await();
            double seconds = (System.nanoTime() - start) / 1e9;
            percentiles(
                    "durable 4 KiB write, " + depth + " at once, " + Math.round(count / seconds)
                            + "/s",
                    ns);
        }
    }

    private record Writer(
            DiskFile file,
            MemorySegment memory,
            long offset,
            long[] ns,
            int[] started,
            CountDownLatch done) {
        void next() {
            if (started[0] == ns.length) {
                done.countDown();
                return;
            }
            int index = started[0]++;
            long start = System.nanoTime();
            file.write(
                    index * 4096L,
                    memory,
                    offset,
                    4096,
                    true,
                    (token, result) -> {
                        ns[index] = System.nanoTime() - start;
                        next();
                    },
                    0);
        }
    }

    private static void percentiles(String what, long[] ns) {
        long[] sorted = Arrays.copyOfRange(ns, ns.length / 4, ns.length);
        Arrays.sort(sorted);
        print(
                "%s: p50 %.1f us, p99 %.1f us",
                what, sorted[sorted.length / 2] / 1e3, sorted[sorted.length * 99 / 100] / 1e3);
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
