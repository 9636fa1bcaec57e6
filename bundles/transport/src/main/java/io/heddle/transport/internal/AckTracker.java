package io.heddle.transport.internal;

import java.lang.foreign.MemorySegment;

/** What arrived on one path of the peer: the largest packet number and the 128 before it. */
final class AckTracker {
    private long largest = -1;
    private long low;
    private long high;
    private long largestAtNs;
    private int pendingDatagrams;
    private int pendingBytes;
    private long dueNs;
    private boolean now;

    /** Whether this number came before, or is too old to tell: then the sender has given it up. */
    boolean isKnown(long packet) {
        long back = largest - packet;
        if (back < 0) {
            return false;
        }
        if (back == 0 || back > 128) {
            return true;
        }
        return (bit(back - 1) & (back <= 64 ? low : high)) != 0;
    }

    /** Notes a number that is not known. */
    void add(long packet, long nowNs) {
        long ahead = packet - largest;
        if (ahead > 0) {
            boolean first = largest < 0;
            shift(ahead);
            if (!first && ahead <= 128) {
                set(ahead - 1);
            }
            // A gap: the sender wants to know at once.
            now |= !first && ahead > 1;
            largest = packet;
            largestAtNs = nowNs;
        } else {
            set(-ahead - 1);
            now = true;
        }
    }

    /** A datagram that wants an ACK. */
    void owe(int datagramBytes, boolean atOnce, long nowNs) {
        if (pendingDatagrams == 0) {
            dueNs = nowNs + Tuning.ACK_DELAY_NS;
        }
        pendingDatagrams++;
        pendingBytes += datagramBytes;
        now |= atOnce
                || pendingDatagrams >= Tuning.ACK_DATAGRAMS
                || pendingBytes >= Tuning.ACK_BYTES;
    }

    boolean isOwed() {
        return pendingDatagrams > 0;
    }

    boolean isDue(long nowNs) {
        return pendingDatagrams > 0 && (now || nowNs - dueNs >= 0);
    }

    long dueNs() {
        return dueNs;
    }

    /** Writes the ACK and owes nothing any more. */
    void write(MemorySegment to, long at, int path, long nowNs) {
        AckFrame.write(to, at, path, largest, (nowNs - largestAtNs) / 1000, low, high);
        pendingDatagrams = 0;
        pendingBytes = 0;
        now = false;
    }

    private void shift(long by) {
        if (by >= 128) {
            low = 0;
            high = 0;
        } else if (by >= 64) {
            high = by == 64 ? low : low << by - 64;
            low = 0;
        } else {
            high = high << by | low >>> 64 - by;
            low <<= by;
        }
    }

    private void set(long index) {
        if (index < 64) {
            low |= 1L << index;
        } else if (index < 128) {
            high |= 1L << index - 64;
        }
    }

    private static long bit(long index) {
        return 1L << (index & 63);
    }
}
