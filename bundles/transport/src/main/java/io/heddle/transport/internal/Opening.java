package io.heddle.transport.internal;

import io.heddle.wire.Protocol;

import org.jspecify.annotations.Nullable;

/** How an asking side gets its session: HELLO, COOKIE, HELLO with the cookie, WELCOME. */
final class Opening {
    private final Station station;
    private final ClientSession session;
    private final int peer;
    private @Nullable SessionCore core;

    /** Grows with each opening, so that a late HELLO cannot replace a younger session. */
    private long number;

    private long cookie;
    private long peerIncarnation;
    private long helloDueNs;
    private long helloWaitNs;
    private int turns;
    private boolean strange;

    Opening(Station station, ClientSession session, int peer) {
        this.station = station;
        this.session = session;
        this.peer = peer;
    }

    /** The session's core, opened if there is none; null when the endpoint takes no more. */
    @Nullable
    SessionCore core() {
        var current = core;
        if (current == null && !station.closed) {
            current = station.newCore(peer, session);
            if (current != null) {
                core = current;
                number++;
                cookie = 0;
                peerIncarnation = 0;
                current.silentSinceNs = station.env.nanoTime();
                helloNow();
            }
        }
        return current;
    }

    @Nullable
    SessionCore coreOrNull() {
        return core;
    }

    long number() {
        return number;
    }

    long cookie() {
        return cookie;
    }

    /** Sends a HELLO in the next turn. */
    void helloNow() {
        helloDueNs = station.env.nanoTime();
        helloWaitNs = Tuning.HELLO_FIRST_NS;
        station.deadlines.want(helloDueNs);
    }

    /**
     * Whether a HELLO is to be sent now; then the next one is scheduled. A session in silence asks in
     * this way whether its peer began anew, as long as somebody waits for it.
     */
    boolean isHelloDue(long nowNs) {
        var current = core;
        if (current == null
                || current.established && (current.unanswered < 2 || !current.isInUse())) {
            return false;
        }
        if (helloDueNs - nowNs > 0) {
            return false;
        }
        helloDueNs = nowNs + helloWaitNs;
        helloWaitNs = Math.min(helloWaitNs * 2, Tuning.HELLO_CEILING_NS);
        return true;
    }

    /** When {@link #isHelloDue} may become true. */
    long nextDueNs() {
        var current = core;
        return current == null || current.established ? Long.MAX_VALUE : helloDueNs;
    }

    void onCookie(long opening, long given) {
        if (opening == number && cookie != given) {
            cookie = given;
            helloDueNs = station.env.nanoTime();
            station.deadlines.want(helloDueNs);
        }
    }

    /** The peer speaks no version that this node speaks; it goes on asking, for peers are updated. */
    void onStranger(long opening, int oldest, int newest, Dialect own) {
        var current = core;
        if (current == null || opening != number || current.established) {
            return;
        }
        station.env
                .events()
                .raise(
                        "peer-version",
                        TransportCounters.nodeName(station.node),
                        "%s speaks no version of the protocol that %s speaks."
                                .formatted(
                                        TransportCounters.nodeName(peer),
                                        TransportCounters.nodeName(station.node)),
                        "there %d to %d, here %d to %d"
                                .formatted(
                                        oldest, newest, own.oldestVersion(), own.newestVersion()),
                        "Update the older of the two.");
        strange = true;
    }

    /** How often a HELLO was sent: each takes the next port. */
    int nextTurn() {
        return turns++;
    }

    void onWelcome(
            long opening,
            long incarnation,
            int remoteIndex,
            int windowBytes,
            int version,
            long features,
            int slot,
            @Nullable Seal seal) {
        var current = core;
        if (current == null || opening != number) {
            return;
        }
        if (!current.established) {
            current.established = true;
            current.seal = seal;
            current.remoteIndex = remoteIndex;
            current.credit.open(windowBytes);
            current.version = version;
            current.grants.negotiated = (features & Protocol.GRANTS) != 0;
            current.path(slot).health.prove(station.env.nanoTime());
            current.silentSinceNs = 0;
            understood();
            peerIncarnation = incarnation;
            station.counters.sessionsOpened.increment();
            station.markDirty(current);
        } else if (peerIncarnation != incarnation || current.remoteIndex != remoteIndex) {
            session.lose();
        } else {
            helloWaitNs = Tuning.HELLO_FIRST_NS;
        }
    }

    private void understood() {
        if (strange) {
            strange = false;
            station.env.events().clear("peer-version", TransportCounters.nodeName(station.node));
        }
    }

    /** The peer showed itself with this incarnation. */
    void onPeer(long incarnation) {
        var current = core;
        if (current != null && current.established && peerIncarnation != incarnation) {
            session.lose();
        }
    }

    /** Drops the core; true if it was established. */
    boolean close() {
        var current = core;
        core = null;
        if (current == null) {
            return false;
        }
        station.close(current);
        return current.established;
    }
}
