package io.heddle.dpdk.frames;

import java.util.Arrays;

/**
 * Own addresses: asked for and announced when the stack starts, defended afterwards (RFC 5227, 4862).
 * An address is used from the start, because a port that replaces another cannot wait for seconds;
 * if another station has it, the port is told, and nothing more is announced but the defence.
 */
final class Claims {
    static final long MS = 1_000_000;

    /** Asks, then announces twice: PROBE_NUM of 2 with short pauses, ANNOUNCE_NUM of 2. */
    private static final long[] STEPS_NS = {0, 100 * MS, 300 * MS, 2_300 * MS};

    private static final int PROBES = 2;

    /** DEFEND_INTERVAL: one defence in this time, and one word to the port. */
    static final long DEFEND_NS = 10_000 * MS;

    /** Answers to questions for own addresses; a large cluster that starts at once asks less. */
    private static final int ANSWERS_PER_SECOND = 10_000;

    private static final int ANSWERS_AT_ONCE = 2_048;

    /** Sends what a step says. */
    interface Herald {
        void probe(int own);

        void announce(int own);
    }

    private final Routes routes;
    private final FrameLink link;
    private final FrameCounts counts;
    private final Allowance answers;
    private final boolean[] contested;
    private final long[] quietUntilNs;
    private final long startNs;
    private int step;
    private boolean speaks = true;

    Claims(Routes routes, FrameLink link, FrameCounts counts, long nowNs) {
        this.routes = routes;
        this.link = link;
        this.counts = counts;
        answers = new Allowance(ANSWERS_PER_SECOND, ANSWERS_AT_ONCE, nowNs);
        contested = new boolean[routes.count()];
        quietUntilNs = new long[routes.count()];
        Arrays.fill(quietUntilNs, nowNs);
        startNs = nowNs;
    }

    /** Whether this stack answers and announces, see {@link FrameStack#speaks(boolean)}. */
    void speaks(boolean now) {
        speaks = now;
    }

    boolean speaks() {
        return speaks;
    }

    void tick(long nowNs, Herald herald) {
        while (speaks && step < STEPS_NS.length && nowNs - startNs >= STEPS_NS[step]) {
            for (int own = 0; own < contested.length; own++) {
                if (step < PROBES) {
                    herald.probe(own);
                } else if (!contested[own]) {
                    herald.announce(own);
                }
            }
            step++;
        }
    }

    boolean mayAnswer(long nowNs) {
        return answers.take(nowNs);
    }

    /** Another station says that an own address is its own; whether to defend it now. */
    boolean contested(int own, long otherMac, long nowNs) {
        counts.add(FrameCount.DUPLICATE_ADDRESS);
        contested[own] = true;
        if (!speaks || nowNs - quietUntilNs[own] < 0) {
            return false;
        }
        quietUntilNs[own] = nowNs + DEFEND_NS;
        link.duplicate(routes.address(own), otherMac);
        return true;
    }
}
