package io.heddle.net.internal;

import io.heddle.runtime.Agent;
import io.heddle.runtime.Counters;
import io.heddle.runtime.Disk;
import io.heddle.runtime.Env;
import io.heddle.runtime.Events;
import io.heddle.runtime.Loop;
import io.heddle.runtime.Timer;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A loop without descriptors: one thread that runs commands and timers. */
final class ThreadLoop implements Loop, Env, AutoCloseable {
    private final ScheduledExecutorService executor;
    private volatile Thread thread;

    ThreadLoop(String name) {
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            thread = new Thread(task, name);
            return thread;
        });
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
    public void add(Agent agent) {}

    @Override
    public void remove(Agent agent) {}

    @Override
    public AutoCloseable watch(int descriptor, Runnable onReadable) {
        return () -> {};
    }

    @Override
    public boolean post(Runnable command) {
        executor.execute(command);
        return true;
    }

    @Override
    public <T> CompletableFuture<T> submit(Callable<T> call) {
        var future = new CompletableFuture<T>();
        try {
            executor.execute(() -> {
                try {
                    future.complete(call.call());
                } catch (Exception failed) {
                    future.completeExceptionally(failed);
                }
            });
        } catch (RejectedExecutionException closed) {
            future.completeExceptionally(closed);
        }
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
        return 0;
    }

    @Override
    public long randomLong() {
        return 4;
    }

    @Override
    public Timer timer(Runnable onExpiry) {
        return new Timer() {
            private ScheduledFuture<?> due;

            @Override
            public void startAt(long deadlineNs) {
                cancel();
                due = executor.schedule(
                        onExpiry, deadlineNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            }

            @Override
            public void cancel() {
                if (due != null) {
                    due.cancel(false);
                }
            }

            @Override
            public boolean isArmed() {
                return due != null && !due.isDone();
            }
        };
    }

    @Override
    public Disk disk() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Counters counters() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Events events() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
