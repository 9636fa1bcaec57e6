package io.heddle.runtime.internal;

import org.jspecify.annotations.Nullable;

/** Which thread owns what a loop holds. Before the loop starts everybody may touch it. */
final class LoopThread {
    private volatile @Nullable Thread thread;

    /** The calling thread owns everything from now on. */
    void claim() {
        thread = Thread.currentThread();
    }

    boolean isCurrent() {
        return thread == Thread.currentThread();
    }

    /** Fails when another thread touches what the loop owns: silence would corrupt it later. */
    void check() {
        Thread owner = thread;
        if (owner != null && owner != Thread.currentThread()) {
            throw new IllegalStateException(Thread.currentThread().getName() + " touches what "
                    + owner.getName() + " owns: post to the loop instead");
        }
    }
}
