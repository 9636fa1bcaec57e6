package io.heddle.transport.internal;

import java.util.Arrays;

/**
 * The datagrams of one path that are not acknowledged yet, and which fragments each carried. Two
 * rings, indexed by packet number and by fragment; they double when full and never shrink.
 */
final class PacketLog {
    /** What happened to the fragments of a datagram. */
    interface Fate {
        void onAcked(int slot, int sequence, int fragmentOffset, int fragmentBytes);

        void onLost(int slot, int sequence, int fragmentOffset, int fragmentBytes);
    }

    private static final byte DONE = 0;
    private static final byte IN_FLIGHT = 1;

    private long[] sentNs = new long[64];
    private int[] bytes = new int[64];
    private byte[] state = new byte[64];
    private long[] fragmentsFrom = new long[64];
    private long oldest;
    private long next;

    private long[] fragments = new long[512];
    private long fragmentsHead;
    private int building;

    private int inFlightBytes;
    private int inFlightPackets;

    /** The number of the datagram that is being built. */
    long next() {
        return next;
    }

    int inFlightBytes() {
        return inFlightBytes;
    }

    boolean isEmpty() {
        return inFlightPackets == 0;
    }

    boolean isFull() {
        return next - oldest >= Tuning.LOG_MOST;
    }

    /** Notes a fragment of the datagram that is being built. */
    void fragment(int slot, int sequence, int fragmentOffset, int fragmentBytes) {
        long tail = oldest == next ? fragmentsHead : fragmentsFrom[at(oldest)];
        if (fragmentsHead - tail + building + 1 > fragments.length / 2) {
            growFragments(tail);
        }
        int at = (int) (fragmentsHead + building) * 2 & fragments.length - 1;
        fragments[at] = (long) sequence << 32 | slot;
        fragments[at + 1] = (long) fragmentOffset << 32 | fragmentBytes;
        building++;
    }

    /** Gives the number {@link #next} to the datagram that was built. */
    void sent(int datagramBytes, boolean wantsAck, long nowNs) {
        if (next - oldest == state.length) {
            growPackets();
        }
        int at = at(next);
        sentNs[at] = nowNs;
        bytes[at] = datagramBytes;
        fragmentsFrom[at] = fragmentsHead;
        fragmentsHead += building;
        building = 0;
        next++;
        if (wantsAck) {
            state[at] = IN_FLIGHT;
            inFlightBytes += datagramBytes;
            inFlightPackets++;
        } else {
            state[at] = DONE;
            retire();
        }
    }

    /** Whether the peer may have seen this number. */
    boolean wasSent(long packet) {
        return packet >= 0 && packet < next;
    }

    /** When a datagram in flight was sent, or -1. */
    long sentNs(long packet) {
        return isInFlight(packet) ? sentNs[at(packet)] : -1;
    }

    /** The ACK of one datagram; the answer is its size, or 0 if it is not in flight. */
    int acked(long packet, Fate fate) {
        if (!isInFlight(packet)) {
            return 0;
        }
        int size = take(packet);
        long end = fragmentsEnd(packet);
        for (long i = fragmentsFrom[at(packet)]; i < end; i++) {
            int at = (int) i * 2 & fragments.length - 1;
            long name = fragments[at];
            long range = fragments[at + 1];
            fate.onAcked(
                    (int) name & 0xffff, (int) (name >>> 32), (int) (range >>> 32), (int) range);
        }
        return size;
    }

    /** Gives up a datagram, its fragments go to {@code fate}; the answer is its size, or 0. */
    int lost(long packet, Fate fate) {
        if (!isInFlight(packet)) {
            return 0;
        }
        int size = take(packet);
        long end = fragmentsEnd(packet);
        for (long i = fragmentsFrom[at(packet)]; i < end; i++) {
            int at = (int) i * 2 & fragments.length - 1;
            long name = fragments[at];
            long range = fragments[at + 1];
            fate.onLost(
                    (int) name & 0xffff, (int) (name >>> 32), (int) (range >>> 32), (int) range);
        }
        return size;
    }

    /** Takes datagrams out of flight that carry nothing but fragments of one message. */
    void withdraw(int slot, int sequence) {
        long name = (long) sequence << 32 | slot;
        for (long packet = oldest; packet < next; packet++) {
            if (isInFlight(packet) && carriesOnly(packet, name)) {
                take(packet);
            }
        }
        retire();
    }

    private boolean carriesOnly(long packet, long name) {
        long first = fragmentsFrom[at(packet)];
        long end = fragmentsEnd(packet);
        for (long i = first; i < end; i++) {
            if (fragments[(int) i * 2 & fragments.length - 1] != name) {
                return false;
            }
        }
        return end > first;
    }

    /** The oldest number that may be in flight. */
    long oldest() {
        return oldest;
    }

    boolean isInFlight(long packet) {
        return packet >= oldest && packet < next && state[at(packet)] == IN_FLIGHT;
    }

    /** Drops datagrams at the old end whose fate is known. */
    void retire() {
        while (oldest < next && state[at(oldest)] == DONE) {
            oldest++;
        }
    }

    private int take(long packet) {
        int at = at(packet);
        state[at] = DONE;
        inFlightBytes -= bytes[at];
        inFlightPackets--;
        return bytes[at];
    }

    private long fragmentsEnd(long packet) {
        return packet + 1 == next ? fragmentsHead : fragmentsFrom[at(packet + 1)];
    }

    private int at(long packet) {
        return (int) packet & state.length - 1;
    }

    private void growPackets() {
        int old = state.length;
        var newSent = new long[old * 2];
        var newBytes = new int[old * 2];
        var newState = new byte[old * 2];
        var newFrom = new long[old * 2];
        for (long packet = oldest; packet < next; packet++) {
            int from = (int) packet & old - 1;
            int to = (int) packet & old * 2 - 1;
            newSent[to] = sentNs[from];
            newBytes[to] = bytes[from];
            newState[to] = state[from];
            newFrom[to] = fragmentsFrom[from];
        }
        sentNs = newSent;
        bytes = newBytes;
        state = newState;
        fragmentsFrom = newFrom;
    }

    private void growFragments(long tail) {
        var old = fragments;
        fragments = Arrays.copyOf(old, old.length * 2);
        for (long i = tail; i < fragmentsHead + building; i++) {
            int from = (int) i * 2 & old.length - 1;
            int to = (int) i * 2 & fragments.length - 1;
            fragments[to] = old[from];
            fragments[to + 1] = old[from + 1];
        }
    }
}
