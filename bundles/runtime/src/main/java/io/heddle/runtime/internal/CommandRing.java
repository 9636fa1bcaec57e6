package io.heddle.runtime.internal;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded queue of commands: any number of threads offer, one loop drains. After {@link #close}
 * nothing is accepted, and everything that was accepted is still drained.
 */
final class CommandRing {
    private static final long CLOSED = Long.MIN_VALUE;

    private final AtomicReferenceArray<@Nullable Runnable> slots;
    private final int mask;
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /** @param capacity a power of two */
    CommandRing(int capacity) {
        if (Integer.bitCount(capacity) != 1) {
            throw new IllegalArgumentException("capacity " + capacity + " is no power of two");
        }
        slots = new AtomicReferenceArray<>(capacity);
        mask = capacity - 1;
    }

    /** @return false when full or closed */
    boolean offer(Runnable command) {
        long claimed;
        do {
            claimed = tail.get();
            if (claimed < 0 || claimed - head.get() > mask) {
                refused.incrementAndGet();
                return false;
            }
        } while (!tail.compareAndSet(claimed, claimed + 1));
        slots.setRelease((int) claimed & mask, command);
        return true;
    }

    /** The next command, or null; on the loop only. */
    @Nullable
    Runnable poll() {
        long at = head.get();
        int index = (int) at & mask;
        Runnable command = slots.getAcquire(index);
        if (command != null) {
            slots.setPlain(index, null);
            head.set(at + 1);
        }
        return command;
    }

    /** Whether nothing was offered that is not drained yet. */
    boolean isEmpty() {
        return head.get() == (tail.get() & ~CLOSED);
    }

    /** Offers that were refused. */
    long refused() {
        return refused.get();
    }

    /** Refuses everything from now on. */
    void close() {
        tail.getAndUpdate(value -> value | CLOSED);
    }
}
