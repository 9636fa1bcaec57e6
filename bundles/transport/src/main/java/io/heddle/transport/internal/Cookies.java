package io.heddle.transport.internal;

/**
 * Stateless cookies: SipHash-2-4 (Aumasson and Bernstein, 2012) of who asks from where and of a
 * coarse clock, under a key that lives as long as the endpoint. A stranger that cannot receive at the
 * address it claims never gets a session.
 */
final class Cookies {
    /** A cookie is good in the period of its birth and in the next one: 17 to 34 s. */
    private static final int PERIOD_SHIFT = 34;

    private final long key0;
    private final long key1;
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    Cookies(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    long make(long high, long low, int port, long incarnation, long opening, long nowNs) {
        return hash(high, low, port, incarnation, opening, nowNs >>> PERIOD_SHIFT);
    }

    boolean check(
            long cookie,
            long high,
            long low,
            int port,
            long incarnation,
            long opening,
            long nowNs) {
        long period = nowNs >>> PERIOD_SHIFT;
        return cookie == hash(high, low, port, incarnation, opening, period)
                || cookie == hash(high, low, port, incarnation, opening, period - 1);
    }

    private long hash(long high, long low, int port, long incarnation, long opening, long period) {
        v0 = key0 ^ 0x736f6d6570736575L;
        v1 = key1 ^ 0x646f72616e646f6dL;
        v2 = key0 ^ 0x6c7967656e657261L;
        v3 = key1 ^ 0x7465646279746573L;
        mix(high);
        mix(low);
        mix(port);
        mix(incarnation);
        mix(opening);
        mix(period);
        mix(48L << 56);
        v2 ^= 0xff;
        round();
        round();
        round();
        round();
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private void mix(long word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }

    private void round() {
        v0 += v1;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v0 = Long.rotateLeft(v0, 32);
        v2 += v3;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }
}
