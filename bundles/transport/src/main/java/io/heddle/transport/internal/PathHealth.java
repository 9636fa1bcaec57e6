package io.heddle.transport.internal;

/**
 * What is known about one path of a session: PROBING, ACTIVE, SUSPECT, DOWN and PROBING again. A path
 * that never worked becomes ACTIVE with its first ACK; one that was DOWN has to answer for the
 * hold-down first, so that a flapping link does no harm.
 */
final class PathHealth {
    /** The order is that of preference: see {@link PathChoice}. */
    enum State {
        DOWN,
        SUSPECT,
        PROBING,
        ACTIVE
    }

    private State state = State.PROBING;
    private boolean fresh = true;
    private long sinceNs;
    private long ackedNs;

    State state() {
        return state;
    }

    /** Whether it was never DOWN since it was opened. */
    boolean isFresh() {
        return fresh;
    }

    /** A new port, or a new address of the peer: nothing is known. */
    void open(long nowNs) {
        state = State.PROBING;
        fresh = true;
        sinceNs = nowNs;
        ackedNs = nowNs;
    }

    /** Its handshake came through. */
    void prove(long nowNs) {
        state = State.ACTIVE;
        ackedNs = nowNs;
    }

    /** Something sent on it was acknowledged; true when it has just become ACTIVE after being DOWN. */
    boolean acked(long nowNs) {
        ackedNs = nowNs;
        switch (state) {
            case ACTIVE -> {}
            case SUSPECT -> state = State.ACTIVE;
            case DOWN -> {
                state = State.PROBING;
                sinceNs = nowNs;
            }
            case PROBING -> {
                if (fresh) {
                    state = State.ACTIVE;
                } else if (nowNs - sinceNs >= Tuning.HOLD_DOWN_NS) {
                    state = State.ACTIVE;
                    return true;
                }
            }
        }
        return false;
    }

    /** So many probes in a row met silence. */
    void silent(int probes, long nowNs) {
        switch (state) {
            case ACTIVE -> {
                if (probes >= Tuning.SUSPECT_PROBES) {
                    state = State.SUSPECT;
                }
            }
            case SUSPECT -> {
                // A queue that fills answers late: that moves traffic, and is no death.
                if (probes >= Tuning.DOWN_PROBES && nowNs - ackedNs >= Tuning.DOWN_NS) {
                    down();
                }
            }
            case PROBING -> {
                if (!fresh || probes >= Tuning.DOWN_PROBES) {
                    down();
                }
            }
            case DOWN -> {}
        }
    }

    private void down() {
        state = State.DOWN;
        fresh = false;
    }

    /**
     * When a path with nothing in flight wants to be asked whether it works.
     *
     * @param alone whether the session has no other path: then its traffic asks
     */
    long pingDueNs(boolean alone) {
        if (alone && state != State.PROBING) {
            return Long.MAX_VALUE;
        }
        return switch (state) {
            case ACTIVE -> ackedNs + Tuning.ALIVE_NS;
            case PROBING -> fresh ? sinceNs : ackedNs + Tuning.HOLD_DOWN_PING_NS;
            case SUSPECT, DOWN -> ackedNs;
        };
    }
}
