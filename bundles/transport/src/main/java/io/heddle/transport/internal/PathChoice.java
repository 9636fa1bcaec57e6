package io.heddle.transport.internal;

/**
 * Which paths of a session carry new traffic: the healthiest, of these the ones on one switch. Short
 * messages, ACKs and probes take the quickest of them, long messages are spread over all.
 */
final class PathChoice {
    private static final int BACKED_OFF = 1;
    private static final int LABEL = 2;

    /** Slots that carry new traffic, one bit each; 0 when the peer cannot be reached. */
    private int slots;

    private int quickest = -1;

    /** True when the choice is another than before. */
    boolean choose(SessionCore core, Ports ports) {
        int bestRank = 0;
        int chosen = 0;
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            int rank = ports.port(slot) == null ? 0 : rank(core.path(slot), ports);
            if (rank > bestRank) {
                bestRank = rank;
                chosen = 1 << slot;
            } else if (rank > 0 && rank == bestRank) {
                chosen |= 1 << slot;
            }
        }
        boolean changed = chosen != slots;
        slots = chosen;
        quickest = quickest(core);
        return changed;
    }

    /** 0 is none; a draining port waits for proof that another one works, and no longer. */
    private static int rank(PathState path, Ports ports) {
        if (!path.aim.known) {
            return 0;
        }
        boolean draining = ports.isDraining(path.slot);
        int base = switch (path.health.state()) {
            case ACTIVE -> draining ? 6 : 7;
            case PROBING -> draining ? 1 : path.health.isFresh() ? 5 : 4;
            case SUSPECT -> draining ? 1 : 3;
            case DOWN -> draining ? 1 : 2;
        };
        int calm = path.backoff == 0 ? BACKED_OFF : 0;
        int near = ports.label(path.slot).equals(path.aim.label) ? LABEL : 0;
        return base * 4 + (path.health.state() == PathHealth.State.ACTIVE ? calm + near : 0);
    }

    /** Only a clearly quicker path takes over, so that replies do not flutter. */
    private int quickest(SessionCore core) {
        if (Integer.bitCount(slots) <= 1) {
            return slots == 0 ? -1 : Integer.numberOfTrailingZeros(slots);
        }
        int best = has(quickest) ? quickest : Integer.numberOfTrailingZeros(slots);
        long bestNs = core.path(best).roundTrip.smoothedNs() * 7 / 8;
        for (int slot = 0; slot < Tuning.PATHS; slot++) {
            if (slot != best && has(slot) && core.path(slot).roundTrip.smoothedNs() < bestNs) {
                best = slot;
                bestNs = core.path(slot).roundTrip.smoothedNs() * 7 / 8;
            }
        }
        return best;
    }

    boolean has(int slot) {
        return slot >= 0 && (slots >>> slot & 1) != 0;
    }

    /** One bit for each slot. */
    int slots() {
        return slots;
    }

    /** The slot with the shortest round trip, or -1. */
    int quickest() {
        return quickest;
    }
}
