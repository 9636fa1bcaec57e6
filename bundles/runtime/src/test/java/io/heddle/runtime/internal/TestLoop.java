package io.heddle.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heddle.runtime.Counters;
import io.heddle.runtime.Loop;

import java.io.File;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A running loop for a test; closing it fails when a descriptor is left. */
final class TestLoop implements AutoCloseable {
    static {
        // The first loop loads classes, and the virtual machine keeps the files of these open.
        EpollLoop.start(LoopConfig.parked("first"), new LogEvents(), new Counters())
                .close();
    }

    final LogEvents events = new LogEvents();
    final Counters counters = new Counters();
    final EpollLoop loop;
    private final int before = descriptors();

    TestLoop() {
        this(LoopConfig.parked("test"));
    }

    TestLoop(LoopConfig config) {
        loop = EpollLoop.start(config, events, counters);
    }

    <T> T call(Callable<T> call) {
        return loop.submit(call).orTimeout(60, TimeUnit.SECONDS).join();
    }

    void run(Runnable action) {
        call(() -> {
            action.run();
            return true;
        });
    }

    long counter(String name) {
        return counters.counter(name + "{loop=\"test\"}").value();
    }

    static int descriptors() {
        return new File("/proc/self/fd").list().length;
    }

    Loop loop() {
        return loop;
    }

    @Override
    public void close() {
        loop.close();
        // The virtual machine opens and closes some of its own meanwhile.
        for (int i = 0; descriptors() != before && i < 1_000; i++) {
            LockSupport.parkNanos(1_000_000);
        }
        assertEquals(before, descriptors(), "open descriptors after close");
    }
}
