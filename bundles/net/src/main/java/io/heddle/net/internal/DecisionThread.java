package io.heddle.net.internal;

import io.heddle.runtime.StorageException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The one thread that decides and waits, one thing after the other. */
final class DecisionThread {
    private static final Logger LOG = LoggerFactory.getLogger(DecisionThread.class);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("heddle-switchboard").factory());

    /** Runs something soon; nothing once it is closed. */
    Future<?> post(Runnable action) {
        try {
            return thread.submit(guarded(action));
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.completedFuture(null);
        }
    }

    /** Runs something again and again, with a pause between. */
    void every(long pauseMs, Runnable action) {
        var unused = thread.scheduleWithFixedDelay(
                guarded(action), pauseMs, pauseMs, TimeUnit.MILLISECONDS);
    }

    /** Runs something once, later; not at all once it is closed. */
    void after(long delayMs, Runnable action) {
        try {
            var unused = thread.schedule(guarded(action), delayMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            return; // With the thread ends what it would have undone.
        }
    }

    /** A failure here is a defect: it is logged, and the next decision gets its turn. */
    private static Runnable guarded(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (StorageException expected) {
                throw expected;
            } catch (RuntimeException | LinkageError defect) {
                LOG.error("A decision about the network failed", defect);
            }
        };
    }

    /** Lets what was posted end, within a bound. */
    void close(long boundMs) {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(boundMs, TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            thread.shutdownNow();
        }
    }
}
