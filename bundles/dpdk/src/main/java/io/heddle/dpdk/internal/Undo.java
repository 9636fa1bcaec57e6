package io.heddle.dpdk.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What was taken and has to be given back, the last one first. One step that fails keeps none of the
 * others, so that as little as possible is left.
 */
final class Undo {
    private final Deque<Runnable> steps = new ArrayDeque<>();

    void add(Runnable step) {
        steps.push(step);
    }

    /** @throws StorageException with all that could not be given back */
    void run() {
        List<RuntimeException> failures = new ArrayList<>();
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (RuntimeException failure) {
                failures.add(failure);
            }
        }
        if (!failures.isEmpty()) {
            var left = new StorageException(
                    Errno.EIO,
                    "A device could not be given back whole: "
                            + failures.getFirst().getMessage()
                            + "; restart this process to free the rest.",
                    failures.getFirst());
            failures.stream().skip(1).forEach(left::addSuppressed);
            throw left;
        }
    }

    /** After a failure, which tells more than what this leaves. */
    void runAfter(Throwable failure) {
        try {
            run();
        } catch (StorageException left) {
            failure.addSuppressed(left);
        }
    }
}
