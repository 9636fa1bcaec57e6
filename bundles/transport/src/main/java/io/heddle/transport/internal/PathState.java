package io.heddle.transport.internal;

/** One path of a session: numbers, round trip and window of what we send, ACKs for what we got. */
final class PathState {
    final PacketLog log = new PacketLog();
    final RoundTrip roundTrip = new RoundTrip();
    final Congestion congestion = new Congestion();
    final AckTracker arrivals = new AckTracker();
    long largestAcked = -1;

    /** When the oldest datagram that a later one overtook is lost, or 0. */
    long lossDueNs;
}
