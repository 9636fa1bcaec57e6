package io.heddle.testkit.sim;

/** The clocks of a node: they start anywhere, run a little too fast or too slow, and can jump. */
final class SimClock {
    private static final long MILLION = 1_000_000;
    private static final long WALL_BASE_NS = 1_700_000_000_000_000_000L;

    private final SimWorld world;
    private long baseWorldNs;
    private long baseLocalNs;
    private long rate = MILLION;
    private long wallOffsetNs;

    SimClock(SimWorld world) {
        this.world = world;
    }

    /** What the node's monotonic clock shows now. */
    long localNs() {
        long passed = world.nowNs() - baseWorldNs;
        return baseLocalNs + (rate == MILLION ? passed : passed * rate / MILLION);
    }

    long wallNs() {
        return WALL_BASE_NS + localNs() + wallOffsetNs;
    }

    /** When in the world's time the monotonic clock shows at least this. */
    long worldNs(long localNs) {
        long ahead = localNs - baseLocalNs;
        if (rate == MILLION) {
            return baseWorldNs + ahead;
        }
        // Quotient and remainder apart: the product of a far deadline would not fit.
        long part = (ahead % rate * MILLION + rate - 1) / rate;
        return baseWorldNs + ahead / rate * MILLION + part;
    }

    void jump(long deltaNs) {
        baseLocalNs += deltaNs;
    }

    void jumpWall(long deltaNs) {
        wallOffsetNs += deltaNs;
    }

    void drift(int partsPerMillion) {
        baseLocalNs = localNs();
        baseWorldNs = world.nowNs();
        rate = MILLION + partsPerMillion;
    }
}
