package io.heddle.transport.internal;

/**
 * The last incarnations of a peer that newer ones have replaced: a HELLO of one of them is a late or a
 * replayed one. A cookie lives 34 s, and nobody restarts more often than this in that time.
 */
final class PastIncarnations {
    private static final int KEPT = 16;

    private final long[] kept = new long[KEPT];
    private int count;

    void add(long incarnation) {
        kept[count++ % KEPT] = incarnation;
    }

    boolean contains(long incarnation) {
        for (int i = 0; i < Math.min(count, KEPT); i++) {
            if (kept[i] == incarnation) {
                return true;
            }
        }
        return false;
    }
}
