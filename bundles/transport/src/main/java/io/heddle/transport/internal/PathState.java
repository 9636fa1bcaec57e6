package io.heddle.transport.internal;

/**
 * One path of a session, named by a port of ours: numbers, round trip, window and health of what we
 * send by it. What arrived on the peer's path of that number stands here, too.
 */
final class PathState {
    final int slot;
    final PacketLog log = new PacketLog();
    final RoundTrip roundTrip = new RoundTrip();
    final Congestion congestion = new Congestion();
    final PathHealth health = new PathHealth();
    final PathMtu mtu = new PathMtu();
    final Aim aim = new Aim();
    final AckTracker arrivals = new AckTracker();

    /** Long messages whose rest goes by this path. */
    final SlotQueue bulk = new SlotQueue();

    /** How many addresses of the peer were tried in vain. */
    int shift;

    /** When a path that leads to another address than the best one tries that again. */
    long homeDueNs;

    long largestAcked = -1;

    /** When the oldest datagram that a later one overtook is lost, or 0. */
    long lossDueNs;

    /** When the next probe is due, or 0. */
    long probeDueNs;

    /** Probes without an answer. */
    int backoff;

    /** Send one datagram whatever the window says: the last ones met silence. */
    boolean probe;

    /** Which of the session's long messages was the last that began here, in their order. */
    long lastBegun;

    boolean ping;
    long pingedNs;
    long sentBytes;
    long retransmitted;
    private int marks;

    PathState(int slot) {
        this.slot = slot;
    }

    /** Nothing is known about it; packet numbers go on, because the peer remembers them. */
    void open(Ports ports, long nowNs) {
        roundTrip.open();
        mtu.open(ports.mtuBytes(slot));
        congestion.open(ports.bypassesKernel(slot), Tuning.WINDOW_FIRST_BYTES, log.next());
        health.open(nowNs);
        backoff = 0;
        ping = false;
        probe = false;
    }

    /** After being down it does not get all its traffic at once. */
    void ramp(Ports ports) {
        congestion.open(ports.bypassesKernel(slot), Tuning.WINDOW_LEAST_BYTES, log.next());
    }

    /**
     * The largest datagram to send now. The last one may overshoot the window, so that it is a quarter
     * of it at most: else large ones would take twice the part of a shared link that small ones get.
     */
    int datagramBytes() {
        return Math.min(mtu.bytes(), congestion.windowBytes() / 4);
    }

    /** Whether the next long message had better go by this one: the emptier, and else in turn. */
    boolean isBetterThan(PathState other) {
        if (!bulk.isEmpty()) {
            return false;
        }
        long own = (long) log.inFlightBytes() * other.congestion.windowBytes();
        long others = (long) other.log.inFlightBytes() * congestion.windowBytes();
        return own == others ? lastBegun < other.lastBegun : own < others;
    }

    /** The marks that are news in the peer's running count. */
    int newMarks(int count) {
        int news = count - marks;
        marks = news > 0 ? count : marks;
        return Math.max(news, 0);
    }
}
