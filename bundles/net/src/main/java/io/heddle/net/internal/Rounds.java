package io.heddle.net.internal;

import io.heddle.runtime.Loop;
import io.heddle.runtime.StorageException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** One question to all lanes, each answered on its own loop, with a common bound. */
final class Rounds {
    /** What came back of a round. */
    record Answers<T>(Map<Seat, T> given, List<StorageException> failures) {}

    private static final int ETIMEDOUT = 110;
    private static final int EIO = 5;
    private static final long NS_PER_MS = 1_000_000;
    private static final long MOST_REST_NS = 50_000_000;

    private Rounds() {}

    /** Asks all at once and waits; lanes that fail or do not answer in time are failures. */
    static <T> Answers<T> ask(
            List<Seat> seats, long boundMs, Function<Seat, Callable<T>> question) {
        return wait(seats, boundMs, seat -> seat.loop().submit(question.apply(seat)));
    }

    /**
     * The same where an answer takes the loop long, as opening or closing a device does: each loop has
     * its lanes one after the other, and about as much time for its work in between.
     */
    static <T> Answers<T> askInTurn(
            List<Seat> seats, long boundMs, Function<Seat, Callable<T>> question) {
        var given = new LinkedHashMap<Seat, T>();
        var failures = new ArrayList<StorageException>();
        var left = new ArrayList<Seat>(seats);
        long deadlineMs = System.nanoTime() / NS_PER_MS + boundMs;
        while (!left.isEmpty()) {
            var turn = new LinkedHashMap<Loop, Seat>();
            left.forEach(seat -> turn.putIfAbsent(seat.loop(), seat));
            left.removeAll(turn.values());
            long before = System.nanoTime();
            long leftMs = Math.max(0, deadlineMs - before / NS_PER_MS);
            Answers<T> answers = ask(List.copyOf(turn.values()), leftMs, question);
            given.putAll(answers.given());
            failures.addAll(answers.failures());
            if (!left.isEmpty()) {
                LockSupport.parkNanos(Math.min(System.nanoTime() - before, MOST_REST_NS));
            }
        }
        return new Answers<>(given, failures);
    }

    /** The same as {@link #ask} for answers that come later than the loop's turn. */
    static <T> Answers<T> askLater(
            List<Seat> seats,
            long boundMs,
            Function<Seat, Callable<CompletableFuture<T>>> question) {
        return wait(
                seats,
                boundMs,
                seat -> seat.loop().submit(question.apply(seat)).thenCompose(Function.identity()));
    }

    private static <T> Answers<T> wait(
            List<Seat> seats, long boundMs, Function<Seat, CompletableFuture<T>> ask) {
        var asked = new LinkedHashMap<Seat, CompletableFuture<T>>();
        for (Seat seat : seats) {
            asked.put(seat, ask.apply(seat));
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(boundMs);
        var given = new LinkedHashMap<Seat, T>();
        var failures = new ArrayList<StorageException>();
        asked.forEach((seat, future) -> {
            try {
                given.put(seat, future.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS));
            } catch (ExecutionException failed) {
                failures.add(failure(seat, failed));
            } catch (TimeoutException late) {
                failures.add(new StorageException(
                        ETIMEDOUT,
                        "The loop of " + seat.name() + " did not answer in " + boundMs
                                + " ms; look for what blocks it with a thread dump."));
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                failures.add(new StorageException(
                        ETIMEDOUT,
                        "Interrupted while waiting for " + seat.name() + "; try again."));
            }
        });
        return new Answers<>(given, failures);
    }

    private static StorageException failure(Seat seat, ExecutionException failed) {
        return failed.getCause() instanceof StorageException known
                ? known
                : new StorageException(
                        EIO,
                        seat.name() + " failed: " + failed.getCause() + "; see the log.",
                        failed);
    }
}
