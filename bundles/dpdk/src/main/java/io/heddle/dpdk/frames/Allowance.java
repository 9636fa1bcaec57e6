package io.heddle.dpdk.frames;

/** So many per second, and some at once: what strangers may make us do. */
final class Allowance {
    private final long eachNs;
    private final long mostNs;
    private long savedNs;
    private long lastNs;

    Allowance(int perSecond, int atOnce, long nowNs) {
        eachNs = 1_000_000_000L / perSecond;
        mostNs = eachNs * atOnce;
        savedNs = mostNs;
        lastNs = nowNs;
    }

    boolean take(long nowNs) {
        savedNs = Math.min(mostNs, savedNs + Math.max(0, nowNs - lastNs));
        lastNs = nowNs;
        if (savedNs < eachNs) {
            return false;
        }
        savedNs -= eachNs;
        return true;
    }
}
