package io.heddle.transport.internal;

/** A first-in first-out queue of slots, each in it at most once. */
final class SlotQueue {
    private final int[] slots = new int[Tuning.SLOTS];
    private int head;
    private int count;

    void add(int slot) {
        slots[head + count++ & Tuning.SLOTS - 1] = slot;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Takes a slot out, if it is in here. */
    void remove(int slot) {
        for (int left = count; left > 0; left--) {
            int first = first();
            removeFirst();
            if (first != slot) {
                add(first);
            }
        }
    }

    int count() {
        return count;
    }

    int first() {
        return slots[head];
    }

    void removeFirst() {
        head = head + 1 & Tuning.SLOTS - 1;
        count--;
    }
}
