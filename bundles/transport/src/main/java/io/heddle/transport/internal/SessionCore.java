package io.heddle.transport.internal;

import org.jspecify.annotations.Nullable;

/**
 * One session as datagrams see it, the same for both sides: indexes, paths, queues, credit, grants.
 * What it knows dies with the incarnations of its two ends.
 */
final class SessionCore implements PacketLog.Fate {
    /** The index that the peer puts into its headers. */
    final int index;

    final int peer;
    final MessageSide side;
    final int entropy;
    final Credit credit = new Credit();
    final SessionGrants grants = new SessionGrants();
    final SlotQueue small = new SlotQueue();

    /** Long messages that have no path yet. */
    final SlotQueue bulk = new SlotQueue();

    private long begun;

    final ResendQueue resends = new ResendQueue();
    final PathChoice paths = new PathChoice();
    private final Station station;
    private final @Nullable PathState[] states = new @Nullable PathState[Tuning.PATHS];

    /** The index that the peer chose, valid once {@link #established}. */
    int remoteIndex;

    /** Of the datagrams, agreed in the handshake. */
    int version;

    boolean established;
    boolean closed;

    /** The keys, valid once {@link #established}; null where nothing is sealed. */
    @Nullable
    Seal seal;

    /** In the endpoint's list of sessions to flush. */
    boolean dirty;

    /** The ports that this flush sends by, a bit each. */
    int flushSlots;

    /** The peer asked which of its datagrams arrived: it is told on every path. */
    boolean tellEverywhere;

    /** Ask the peer for a sign of life, for credit or for grants. */
    boolean ask;

    /** When to do so, or 0; and how often it was done in vain. */
    long askDueNs;

    int asks;

    /** Probes and questions since the peer was heard. */
    int unanswered;

    /** A path met silence for so long that another address of the peer is worth a try. */
    boolean aimAgain;

    /** Since when the peer owes a sign of life, or 0. */
    long silentSinceNs;

    /** The last timer came late and the peers were given a turn for it; once until they answer. */
    boolean graced;

    /** Slots whose messages the peer had no room for, a bit each. */
    private long held;

    private boolean heard;
    private int peerSendUs;
    private long peerSendAtNs;

    SessionCore(Station station, int index, int peer, int entropy, MessageSide side) {
        this.station = station;
        this.index = index;
        this.peer = peer;
        this.entropy = entropy;
        this.side = side;
    }

    /** Bytes of each datagram that are the seal's. */
    int tagBytes() {
        return seal == null ? 0 : Aead.TAG_BYTES;
    }

    PathState path(int slot) {
        var path = states[slot];
        if (path == null) {
            path = new PathState(slot);
            states[slot] = path;
            if (station.ports.port(slot) != null) {
                path.open(station.ports, station.env.nanoTime());
            }
        }
        return path;
    }

    @Nullable
    PathState pathOrNull(int slot) {
        return states[slot];
    }

    /** Chooses the paths of new traffic; what waits on another one may go by any of them. */
    void choose() {
        int before = paths.quickest();
        if (!paths.choose(this, station.ports)) {
            return;
        }
        if (before >= 0 && paths.quickest() != before) {
            station.counters.pathMoves.increment();
        }
        for (var path : states) {
            if (path != null && !paths.has(path.slot)) {
                while (!path.bulk.isEmpty()) {
                    bulk.add(path.bulk.first());
                    path.bulk.removeFirst();
                }
            }
        }
    }

    /** Whether any path is known to lead to the peer. */
    boolean isReachable() {
        for (var path : states) {
            if (path != null && path.aim.known && station.ports.port(path.slot) != null) {
                return true;
            }
        }
        return false;
    }

    boolean isAnyActive() {
        return isOtherActive(-1);
    }

    boolean isOtherActive(int than) {
        for (var path : states) {
            if (path != null
                    && path.slot != than
                    && path.health.state() == PathHealth.State.ACTIVE
                    && station.ports.port(path.slot) != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * How many of the long messages without a path this one may begin. Paths have their turns by slot,
     * so what does not divide is left to a later one if that is better.
     *
     * @param pathsLeft how many have had no turn in this flush, this one included
     */
    int share(PathState path, int pathsLeft) {
        int count = bulk.count();
        int each = count / pathsLeft;
        return count == each * pathsLeft || isLaterBetter(path) ? each : each + 1;
    }

    private boolean isLaterBetter(PathState than) {
        for (int slot = than.slot + 1; slot < Tuning.PATHS; slot++) {
            if (paths.has(slot) && path(slot).isBetterThan(than)) {
                return true;
            }
        }
        return false;
    }

    /** A long message gets its path. */
    void begin(PathState path) {
        path.lastBegun = ++begun;
        path.bulk.add(bulk.first());
        bulk.removeFirst();
    }

    /** The next datagram by the quickest path goes whatever its window says. */
    void probe() {
        if (paths.quickest() >= 0) {
            path(paths.quickest()).probe = true;
        }
    }

    void wantFlush() {
        station.markDirty(this);
    }

    void enqueue(Outgoing message) {
        (message.lengthBytes <= Tuning.SMALL_BYTES ? small : bulk).add(message.slot);
    }

    boolean hasQueued() {
        if (!small.isEmpty() || !bulk.isEmpty() || !resends.isEmpty()) {
            return true;
        }
        for (var path : states) {
            if (path != null && !path.bulk.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    boolean hasInFlight() {
        for (var path : states) {
            if (path != null && !path.log.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Whether somebody waits for something here, so that its paths are worth asking. */
    boolean isInUse() {
        return side.isWaiting() || grants.parked > 0 || hasQueued() || hasInFlight();
    }

    /** Whether ACKs, grants or credit must go out even alone. */
    boolean isAckDue(long nowNs) {
        for (var path : states) {
            if (path != null && path.arrivals.isDue(nowNs)) {
                return true;
            }
        }
        return credit.isStale() || grants.isDue();
    }

    /** How many ACK frames want to go out. */
    int owedAcks() {
        int owed = 0;
        for (var path : states) {
            if (path != null) {
                owed += path.arrivals.owedFrames();
            }
        }
        return owed;
    }

    /** The peer asked: what arrived and what it may send is told at once, on every path. */
    void asked() {
        tellEverywhere = true;
        for (var path : states) {
            if (path != null && !path.arrivals.isEmpty()) {
                path.arrivals.now();
            }
        }
        for (int slot = 0; slot < Tuning.SLOTS && grants.negotiated; slot++) {
            var message = side.incoming(slot);
            if (message != null && message.active) {
                grants.tell(slot);
            }
        }
    }

    /** A message of ours may go on up to here. */
    void granted(int slot, int sequence, int upToBytes) {
        var message = side.outgoing(slot);
        if (!message.active
                || message.held
                || message.sequence != sequence
                || upToBytes <= message.grantedBytes) {
            return;
        }
        message.grant(upToBytes);
        if (message.parked && message.sendableBytes() > 0) {
            message.parked = false;
            grants.parked--;
            enqueue(message);
        }
    }

    /** There is no room for a message of the peer: it is told to hold it for a while. */
    void refuse(int slot, int sequence) {
        var message = side.incoming(slot);
        if (message != null && grants.negotiated) {
            message.refusedSequence = sequence;
            grants.tell(slot);
            wantFlush();
        }
    }

    /**
     * The peer has no room for a message of ours now: it is sent anew after a while. What is in flight
     * of it will not be acknowledged and must not keep others out.
     */
    void hold(int slot, int sequence) {
        var message = side.outgoing(slot);
        if (!message.active || message.sequence != sequence || message.held || !message.started) {
            return;
        }
        station.counters.held.increment();
        small.remove(slot);
        bulk.remove(slot);
        for (var path : states) {
            if (path != null) {
                path.bulk.remove(slot);
                path.log.withdraw(slot, sequence);
                path.probeDueNs = path.log.isEmpty() ? 0 : path.probeDueNs;
            }
        }
        grants.parked += message.parked ? 0 : 1;
        message.hold();
        held |= 1L << slot;
    }

    /** Tries what was held again. */
    void release() {
        for (; held != 0; held &= held - 1) {
            var message = side.outgoing(Long.numberOfTrailingZeros(held));
            if (message.active && message.held) {
                message.held = false;
                message.parked = false;
                message.grant(Tuning.UNSCHEDULED_BYTES);
                grants.parked--;
                enqueue(message);
            }
        }
    }

    /** Asks a path with nothing in flight whether it works, if it is time; true if so. */
    boolean isPingDue(PathState path, long nowNs) {
        boolean due = pingDueNs(path) - nowNs <= 0 && isInUse();
        path.ping |= due;
        return due;
    }

    /** Whether a path that leads to another address than the best one is to try that again. */
    boolean isHomeDue(PathState path, long nowNs) {
        return path.shift != 0 && path.homeDueNs - nowNs <= 0 && isInUse();
    }

    /** While the session is in use. */
    private long pingDueNs(PathState path) {
        if (!path.aim.known
                || path.ping
                || !path.log.isEmpty()
                || !station.ports.isOpen(path.slot)) {
            return Long.MAX_VALUE;
        }
        long dueNs = path.health.pingDueNs(station.ports.count() == 1);
        return Math.max(dueNs, path.pingedNs + Tuning.PROBE_FLOOR_NS);
    }

    /** The earliest time at which {@link LossRecovery#onTimer} has something to do. */
    long nextDueNs() {
        long due = askDueNs == 0 ? Long.MAX_VALUE : askDueNs;
        boolean pings = station.ports.count() > 1 && isInUse();
        for (var path : states) {
            if (path == null) {
                continue;
            }
            if (path.arrivals.isOwed()) {
                due = Math.min(due, path.arrivals.dueNs());
            }
            if (path.lossDueNs != 0) {
                due = Math.min(due, path.lossDueNs);
            }
            if (path.probeDueNs != 0) {
                due = Math.min(due, path.probeDueNs);
            }
            if (pings) {
                due = Math.min(due, pingDueNs(path));
                due = path.shift == 0 ? due : Math.min(due, path.homeDueNs);
            }
        }
        return due;
    }

    void heard(int sendUs, long nowNs) {
        heard = true;
        peerSendUs = sendUs;
        peerSendAtNs = nowNs;
        silentSinceNs = 0;
        graced = false;
        unanswered = 0;
        asks = 0;
    }

    long heardNs() {
        return peerSendAtNs;
    }

    /** The peer's clock as it would read now if the way back took no time; 0 if it was never heard. */
    int echoUs(long nowNs) {
        return heard ? peerSendUs + (int) ((nowNs - peerSendAtNs) / 1000) : 0;
    }

    @Override
    public void onAcked(int slot, int sequence, int fragmentOffset, int fragmentBytes) {
        var message = side.outgoing(slot);
        if (message.active
                && message.sequence == sequence
                && !message.held
                && message.acked(fragmentOffset, fragmentBytes)) {
            side.onDelivered(message);
        }
    }

    @Override
    public void onLost(int slot, int sequence, int fragmentOffset, int fragmentBytes) {
        if (isWanted(slot, sequence, fragmentOffset, fragmentBytes)) {
            resends.add(slot, sequence, fragmentOffset, fragmentBytes);
        }
    }

    /** Whether the peer still lacks this fragment, as far as we know. */
    boolean isWanted(int slot, int sequence, int fragmentOffset, int fragmentBytes) {
        var message = side.outgoing(slot);
        return message.active
                && message.sequence == sequence
                && fragmentOffset <= message.unsentOffset
                && !message.held
                && !message.isAcked(fragmentOffset, fragmentBytes);
    }
}
