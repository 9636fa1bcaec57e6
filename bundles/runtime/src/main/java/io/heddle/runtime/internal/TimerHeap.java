package io.heddle.runtime.internal;

import io.heddle.runtime.Timer;

import java.util.Arrays;
import java.util.function.Consumer;

/** The armed timers of a loop, soonest first. Arming moves an entry of an array and makes nothing. */
final class TimerHeap {
    /** No timer is armed. */
    static final long NEVER = Long.MAX_VALUE;

    private final LoopThread owner;
    private LoopTimer[] heap = new LoopTimer[64];
    private int size;
    private long armings;

    TimerHeap(LoopThread owner) {
        this.owner = owner;
    }

    Timer timer(Runnable onExpiry) {
        return new LoopTimer(onExpiry);
    }

    /** The soonest deadline, or {@link #NEVER}. */
    long nextDeadlineNs() {
        return size == 0 ? NEVER : heap[0].deadlineNs;
    }

    /**
     * Hands over the actions of all timers whose deadline is not after {@code nowNs}, in the order of
     * deadline and arming. A timer that is armed meanwhile for now waits for the next call, so that no
     * agent can hold the loop.
     *
     * @return how many expired
     */
    int expire(long nowNs, Consumer<Runnable> action) {
        long limit = armings;
        int expired = 0;
        while (size > 0 && heap[0].deadlineNs <= nowNs && heap[0].order < limit) {
            LoopTimer timer = heap[0];
            timer.cancel();
            action.accept(timer.onExpiry);
            expired++;
        }
        return expired;
    }

    private void up(int start) {
        int index = start;
        LoopTimer moving = heap[index];
        while (index > 0) {
            int parent = (index - 1) >>> 1;
            if (!moving.isBefore(heap[parent])) {
                break;
            }
            place(heap[parent], index);
            index = parent;
        }
        place(moving, index);
    }

    private void down(int start) {
        int index = start;
        LoopTimer moving = heap[index];
        while (2 * index + 1 < size) {
            int child = 2 * index + 1;
            if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
                child++;
            }
            if (!heap[child].isBefore(moving)) {
                break;
            }
            place(heap[child], index);
            index = child;
        }
        place(moving, index);
    }

    private void place(LoopTimer timer, int index) {
        heap[index] = timer;
        timer.index = index;
    }

    private final class LoopTimer implements Timer {
        private final Runnable onExpiry;
        private long deadlineNs;
        private long order;
        private int index = -1;

        LoopTimer(Runnable onExpiry) {
            this.onExpiry = onExpiry;
        }

        boolean isBefore(LoopTimer other) {
            return deadlineNs < other.deadlineNs
                    || (deadlineNs == other.deadlineNs && order < other.order);
        }

        @Override
        public void startAt(long deadline) {
            owner.check();
            deadlineNs = deadline;
            order = armings++;
            if (index < 0) {
                if (size == heap.length) {
                    heap = Arrays.copyOf(heap, size * 2);
                }
                place(this, size++);
                up(index);
            } else {
                up(index);
                down(index);
            }
        }

        @Override
        @SuppressWarnings("NullAway") // The free end of the heap holds nulls, which nobody reads.
        public void cancel() {
            if (index < 0) {
                return;
            }
            owner.check();
            int hole = index;
            LoopTimer last = heap[--size];
            heap[size] = null;
            index = -1;
            if (last != this) {
                place(last, hole);
                up(hole);
                down(last.index);
            }
        }

        @Override
        public boolean isArmed() {
            return index >= 0;
        }
    }
}
