package io.heddle.runtime.internal;

/**
 * How long a loop may rest that polls because something of it has no descriptor. It spins as long as
 * an answer may be under way, and then naps for a quarter of the time for which nothing came: what
 * comes is late by at most that, and the longer nothing comes, the less it costs to wait for it.
 */
final class Naps {
    /** Twice the round trip of a busy virtual port. */
    static final long SPIN_NS = 50_000;

    /** Below that the kernel's timer and the wake-up cost more than the nap saves. */
    private static final long SHORTEST_NS = 20_000;

    /** 2,000 naps a second: the price of a loop to which nothing comes. */
    private static final long LONGEST_NS = 500_000;

    private Naps() {}

    /** The nap after so much time without work. */
    static long afterNs(long idleNs) {
        return Math.clamp(idleNs / 4, SHORTEST_NS, LONGEST_NS);
    }
}
