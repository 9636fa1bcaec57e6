package io.heddle.transport.internal;

/**
 * What strangers may cost, by the address that they come from: so many COOKIEs and so many looks at a
 * proof in a second. Addresses share a fixed number of places, so that all of them together are
 * bounded, too; which share one nobody can know, and so not starve another on purpose.
 */
final class Strangers {
    /** Of each in a second: processes of one host may all start at once. */
    static final int MOST = 256;

    private static final int PLACES = 64;

    /** 2^30 ns are 1.07 s. */
    private static final int SECOND_SHIFT = 30;

    private final long key;
    private final long[] seconds = new long[PLACES];
    private final int[] cookies = new int[PLACES];
    private final int[] proofs = new int[PLACES];

    /** @param key random and secret */
    Strangers(long key) {
        this.key = key;
    }

    /** Whether an address gets another COOKIE. */
    boolean mayGetCookie(long high, long low, long nowNs) {
        return cookies[place(high, low, nowNs)]++ < MOST;
    }

    /** Whether another proof from an address is looked at, which costs the same if it is wrong. */
    boolean mayProve(long high, long low, long nowNs) {
        return proofs[place(high, low, nowNs)]++ < MOST;
    }

    /** Whoever has an address of IPv6 has the other 2^64 of its network, too. */
    private int place(long high, long low, long nowNs) {
        long mixed = (high == 0 ? low : high) ^ key;
        mixed = (mixed ^ mixed >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        int place = (int) (mixed >>> 58);
        long second = nowNs >>> SECOND_SHIFT;
        if (seconds[place] != second) {
            seconds[place] = second;
            cookies[place] = 0;
            proofs[place] = 0;
        }
        return place;
    }
}
