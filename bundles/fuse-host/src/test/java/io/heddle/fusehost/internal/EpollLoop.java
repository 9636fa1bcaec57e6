package io.heddle.fusehost.internal;

import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.Agent;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Disk;
import io.heddle.runtime.Env;
import io.heddle.runtime.Events;
import io.heddle.runtime.Loop;
import io.heddle.runtime.Timer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A plain parked loop for tests: epoll, posted commands, timers looked at every turn. */
final class EpollLoop implements Loop, Env, AutoCloseable {
    private static final int EPOLLIN = 1;
    private final Counters counters = new Counters();
    private final ConcurrentLinkedQueue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private final Map<Integer, Runnable> watches = new HashMap<>();
    private final List<SlowTimer> timers = new ArrayList<>();
    private final Arena arena = Arena.ofShared();
    private final Linux linux = new Linux();
    private final Linux waker = new Linux();
    private final int epoll = linux.epollCreate(0);
    private final int event = linux.eventfd(0, 0x800);
    private final Thread thread;
    private volatile boolean stopped;

    EpollLoop() {
        control(1, event);
        thread = Thread.ofPlatform().daemon().name("test-loop").start(this::run);
    }

    private void control(int operation, int descriptor) {
        try (Arena local = Arena.ofConfined()) {
            MemorySegment entry = local.allocate(12, 8);
            entry.set(ValueLayout.JAVA_INT, 0, EPOLLIN);
            entry.set(ValueLayout.JAVA_INT, 4, descriptor);
            int result = linux.epollCtl(epoll, operation, descriptor, entry.address());
            if (result < 0 && operation == 1) {
                throw new IllegalStateException("epoll_ctl " + result);
            }
        }
    }

    private void run() {
        MemorySegment events = arena.allocate(12 * 16, 8);
        MemorySegment wait = arena.allocate(16, 8);
        MemorySegment count = arena.allocate(8, 8);
        while (!stopped) {
            wait.set(ValueLayout.JAVA_LONG, 8, timers.isEmpty() ? 50_000_000 : 1_000_000);
            int ready = linux.epollWait(epoll, events.address(), 16, wait.address());
            for (int i = 0; i < ready; i++) {
                int descriptor = events.get(ValueLayout.JAVA_INT, 12L * i + 4);
                if (descriptor == event) {
                    linux.read(event, count.address(), 8);
                } else {
                    Runnable watch = watches.get(descriptor);
                    if (watch != null) {
                        watch.run();
                    }
                }
            }
            for (Runnable command = posted.poll(); command != null; command = posted.poll()) {
                command.run();
            }
            for (SlowTimer timer : List.copyOf(timers)) {
                timer.look();
            }
        }
    }

    private void wake() {
        try (Arena local = Arena.ofConfined()) {
            waker.write(event, local.allocateFrom(ValueLayout.JAVA_LONG, 1).address(), 8);
        }
    }

    @Override
    public String name() {
        return "test";
    }

    @Override
    public Env env() {
        return this;
    }

    @Override
    public Env env(Path diskFolder) {
        return this;
    }

    @Override
    public void add(Agent agent) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void remove(Agent agent) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AutoCloseable watch(int descriptor, Runnable onReadable) {
        watches.put(descriptor, onReadable);
        control(1, descriptor);
        return () -> {
            watches.remove(descriptor);
            control(2, descriptor);
        };
    }

    @Override
    public boolean post(Runnable command) {
        posted.add(command);
        wake();
        return true;
    }

    @Override
    public <T> CompletableFuture<T> submit(Callable<T> call) {
        var future = new CompletableFuture<T>();
        post(() -> {
            try {
                future.complete(call.call());
            } catch (Exception e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long wallTimeNs() {
        return System.currentTimeMillis() * 1_000_000;
    }

    @Override
    public long randomLong() {
        return 42;
    }

    @Override
    public Timer timer(Runnable onExpiry) {
        return new SlowTimer(onExpiry);
    }

    @Override
    public Disk disk() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Counters counters() {
        return counters;
    }

    @Override
    public Events events() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        wake();
        thread.join(60_000);
        if (thread.isAlive()) {
            throw new IllegalStateException("the loop does not end");
        }
        linux.close(event);
        linux.close(epoll);
    }

    private final class SlowTimer implements Timer {
        private final Runnable onExpiry;
        private long deadlineNs;

        SlowTimer(Runnable onExpiry) {
            this.onExpiry = onExpiry;
        }

        private void look() {
            if (timers.contains(this) && System.nanoTime() - deadlineNs >= 0) {
                timers.remove(this);
                onExpiry.run();
            }
        }

        @Override
        public void startAt(long deadline) {
            deadlineNs = deadline;
            if (!timers.contains(this)) {
                timers.add(this);
            }
        }

        @Override
        public void cancel() {
            timers.remove(this);
        }

        @Override
        public boolean isArmed() {
            return timers.contains(this);
        }
    }
}
