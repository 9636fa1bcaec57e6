package io.heddle.transport.internal;

/** Fragments to send again, oldest first. */
final class ResendQueue {
    private long[] entries = new long[128];
    private long head;
    private long tail;

    void add(int slot, int sequence, int fragmentOffset, int fragmentBytes) {
        if ((tail - head) * 2 == entries.length) {
            grow();
        }
        int at = (int) tail++ * 2 & entries.length - 1;
        entries[at] = (long) sequence << 32 | slot;
        entries[at + 1] = (long) fragmentOffset << 32 | fragmentBytes;
    }

    boolean isEmpty() {
        return head == tail;
    }

    int slot() {
        return (int) entries[at()] & 0xffff;
    }

    int sequence() {
        return (int) (entries[at()] >>> 32);
    }

    int fragmentOffset() {
        return (int) (entries[at() + 1] >>> 32);
    }

    int fragmentBytes() {
        return (int) entries[at() + 1];
    }

    void removeFirst() {
        head++;
    }

    /** The first {@code sentBytes} of the first fragment are on their way. */
    void shorten(int sentBytes) {
        entries[at() + 1] =
                (long) (fragmentOffset() + sentBytes) << 32 | fragmentBytes() - sentBytes;
    }

    private int at() {
        return (int) head * 2 & entries.length - 1;
    }

    private void grow() {
        var grown = new long[entries.length * 2];
        for (long i = head; i < tail; i++) {
            int from = (int) i * 2 & entries.length - 1;
            int to = (int) i * 2 & grown.length - 1;
            grown[to] = entries[from];
            grown[to + 1] = entries[from + 1];
        }
        entries = grown;
    }
}
