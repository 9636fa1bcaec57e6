package io.heddle.transport.internal;

import org.jspecify.annotations.Nullable;

/**
 * One session as datagrams see it, the same for both sides: indexes, paths, queues, credit. What it
 * knows dies with the incarnations of its two ends.
 */
final class SessionCore implements PacketLog.Fate {
    /** The index that the peer puts into its headers. */
    final int index;

    final int peer;
    final MessageSide side;
    final int entropy;
    final Credit credit = new Credit();
    final SlotQueue small = new SlotQueue();
    final SlotQueue bulk = new SlotQueue();
    final ResendQueue resends = new ResendQueue();
    final PeerAddress address = new PeerAddress();
    private final @Nullable PathState[] paths = new @Nullable PathState[Tuning.PATHS];

    /** The index that the peer chose, valid once {@link #established}. */
    int remoteIndex;

    boolean established;
    boolean closed;

    /** In the endpoint's list of sessions to flush. */
    boolean dirty;

    /** Send now whatever the window says: the last datagrams met silence. */
    boolean probe;

    boolean ping;

    /** Probes without an answer. */
    int backoff;

    /** When the next probe is due, or 0. */
    long probeDueNs;

    /** Since when the peer owes a sign of life, or 0. */
    long silentSinceNs;

    /** The last timer came late and the peers were given a turn for it; once until they answer. */
    boolean graced;

    private int peerSendUs;
    private long peerSendAtNs;

    SessionCore(int index, int peer, int entropy, MessageSide side) {
        this.index = index;
        this.peer = peer;
        this.entropy = entropy;
        this.side = side;
    }

    PathState path(int slot) {
        var path = paths[slot];
        if (path == null) {
            path = new PathState();
            paths[slot] = path;
        }
        return path;
    }

    @Nullable
    PathState pathOrNull(int slot) {
        return paths[slot];
    }

    void enqueue(Outgoing message) {
        (message.lengthBytes <= Tuning.SMALL_BYTES ? small : bulk).add(message.slot);
    }

    boolean hasQueued() {
        return !small.isEmpty() || !bulk.isEmpty() || !resends.isEmpty();
    }

    boolean hasInFlight() {
        for (var path : paths) {
            if (path != null && !path.log.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Whether ACKs or credit must go out even alone. */
    boolean isAckDue(long nowNs) {
        for (var path : paths) {
            if (path != null && path.arrivals.isDue(nowNs)) {
                return true;
            }
        }
        return credit.isStale();
    }

    /** How many ACK frames want to go out. */
    int owedAcks() {
        int owed = 0;
        for (var path : paths) {
            if (path != null) {
                owed += path.arrivals.owedFrames();
            }
        }
        return owed;
    }

    /** The earliest time at which {@link LossRecovery#onTimer} has something to do. */
    long nextDueNs() {
        long due = probeDueNs == 0 ? Long.MAX_VALUE : probeDueNs;
        for (var path : paths) {
            if (path == null) {
                continue;
            }
            if (path.arrivals.isOwed()) {
                due = Math.min(due, path.arrivals.dueNs());
            }
            if (path.lossDueNs != 0) {
                due = Math.min(due, path.lossDueNs);
            }
        }
        return due;
    }

    void heard(int sendUs, long nowNs) {
        peerSendUs = sendUs;
        peerSendAtNs = nowNs;
        silentSinceNs = 0;
        graced = false;
    }

    long heardNs() {
        return peerSendAtNs;
    }

    /** The peer's clock as it would read now if the way back took no time. */
    int echoUs(long nowNs) {
        return peerSendUs + (int) ((nowNs - peerSendAtNs) / 1000);
    }

    @Override
    public void onAcked(int slot, int sequence, int fragmentOffset, int fragmentBytes) {
        var message = side.outgoing(slot);
        if (message.active
                && message.sequence == sequence
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
                && !message.isAcked(fragmentOffset, fragmentBytes);
    }
}
