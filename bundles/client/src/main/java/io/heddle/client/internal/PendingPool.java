package io.heddle.client.internal;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/** All requests that can be on their way; grows when it is used up, which happens once at most. */
final class PendingPool {
    private Pending[] all = new Pending[0];
    private int[] free = new int[0];
    private int freeCount;

    PendingPool(int capacity) {
        grow(capacity);
    }

    Pending take() {
        if (freeCount == 0) {
            grow(2 * all.length);
        }
        Pending pending = all[free[--freeCount]];
        pending.generation++;
        return pending;
    }

    void give(Pending pending) {
        pending.place = Pending.Place.FREE;
        pending.done = null;
        pending.next = null;
        free[freeCount++] = pending.index;
    }

    /** The request that a token names, or null when it is over. */
    @Nullable
    Pending find(long token) {
        Pending pending = all[(int) token];
        return pending.generation == (int) (token >>> 32) ? pending : null;
    }

    int capacity() {
        return all.length;
    }

    Pending at(int index) {
        return all[index];
    }

    int outstanding() {
        return all.length - freeCount;
    }

    private void grow(int capacity) {
        int old = all.length;
        all = Arrays.copyOf(all, capacity);
        free = Arrays.copyOf(free, capacity);
        for (int i = capacity - 1; i >= old; i--) {
            all[i] = new Pending(i);
            free[freeCount++] = i;
        }
    }
}
