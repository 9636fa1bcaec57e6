package io.heddle.bench.fs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs a step on several threads at once until the time is over. */
final class Threads {
    /** One operation of one thread. */
    @FunctionalInterface
    interface Step {
        void run(long index) throws IOException;
    }

    /** Makes the step of a thread, with what it needs. */
    @FunctionalInterface
    interface Maker {
        Step make(int thread) throws IOException;
    }

    private Threads() {}

    static Sample run(int count, long budgetNs, double unitsPerOperation, Maker maker)
            throws IOException {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            steps.add(maker.make(i));
        }
        long start = System.nanoTime();
        long operations = 0;
        try (var pool = Executors.newFixedThreadPool(count)) {
            List<Future<Long>> all = new ArrayList<>();
            for (Step step : steps) {
                all.add(pool.submit(() -> loop(step, start + budgetNs)));
            }
            for (Future<Long> one : all) {
                operations += one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The benchmark was interrupted.", e);
        } catch (ExecutionException e) {
            throw new IOException(
                    "A thread of the benchmark failed: " + e.getCause(), e.getCause());
        }
        return new Sample(operations, System.nanoTime() - start, unitsPerOperation);
    }

    private static long loop(Step step, long endNs) throws IOException {
        long index = 0;
        do {
            step.run(index++);
        } while (System.nanoTime() < endNs);
        return index;
    }
}
