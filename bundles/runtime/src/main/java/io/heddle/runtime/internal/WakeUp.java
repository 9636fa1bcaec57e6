package io.heddle.runtime.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Eventfd;
import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.StorageException;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Wakes a loop that sleeps, and costs nothing when it does not. The eventfd is watched edge-triggered,
 * so that nobody ever reads it.
 */
final class WakeUp implements AutoCloseable {
    private static final int CLOEXEC_NONBLOCK = 02000000 | 04000;

    private final Linux linux;
    private final int descriptor;
    private final AtomicBoolean parked = new AtomicBoolean();
    private final AtomicInteger wakers = new AtomicInteger();

    WakeUp(Linux linux) {
        this.linux = linux;
        descriptor = linux.eventfd(0, CLOEXEC_NONBLOCK);
        if (descriptor < 0) {
            throw new StorageException(
                    -descriptor, "No eventfd can be made: raise the limit of open files.");
        }
    }

    int descriptor() {
        return descriptor;
    }

    /** The loop is about to sleep; afterwards it looks once more for work. */
    void parking() {
        parked.set(true);
    }

    void awake() {
        parked.set(false);
    }

    /** Wakes the loop if it sleeps; any thread. */
    void wake() {
        if (parked.get()) {
            wakers.incrementAndGet();
            try {
                if (parked.getAndSet(false) && !Eventfd.signal(descriptor)) {
                    throw new StorageException(Errno.EIO, "The eventfd of a loop is broken.");
                }
            } finally {
                wakers.decrementAndGet();
            }
        }
    }

    /** The number of a closed descriptor may be another file's at once, so the last waker goes first. */
    @Override
    public void close() {
        parked.set(false);
        while (wakers.get() > 0) {
            Thread.onSpinWait();
        }
        linux.close(descriptor);
    }
}
