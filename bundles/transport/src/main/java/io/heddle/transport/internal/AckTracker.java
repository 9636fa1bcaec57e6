package io.heddle.transport.internal;

import java.lang.foreign.MemorySegment;

/**
 * What arrived on one path of the peer: the largest packet number and the 128 before it. A burst can
 * be longer than that, so what slides out of the window before it was told is kept as a frame to send.
 */
final class AckTracker {
    static final int WINDOW = 128;

    /** Frames kept: the 32 buffers of a burst hold up to 64 datagrams each, 16 windows. */
    private static final int KEPT = 16;

    private final long[] keptLargest = new long[KEPT];
    private final long[] keptLow = new long[KEPT];
    private final long[] keptHigh = new long[KEPT];
    private int kept;
    private int keptFirst;

    private long largest = -1;
    private long low;
    private long high;
    private long largestAtNs;

    /** The largest number of the last frame, kept or sent. */
    private long toldLargest = -1;

    private int pendingDatagrams;
    private int pendingBytes;
    private long dueNs;
    private boolean now;
    private int marked;

    /** Whether this number came before, or is too old to tell: then the sender has given it up. */
    boolean isKnown(long packet) {
        long back = largest - packet;
        if (back < 0) {
            return false;
        }
        if (back == 0 || back > WINDOW) {
            return true;
        }
        return (1L << (back - 1 & 63) & (back <= 64 ? low : high)) != 0;
    }

    /** Notes a number that is not known. */
    void add(long packet, long nowNs) {
        long ahead = packet - largest;
        if (ahead < 0) {
            set(-ahead - 1);
            now = true;
            return;
        }
        boolean first = largest < 0;
        if (!first && packet - toldLargest > WINDOW) {
            keep();
        }
        shift(ahead);
        if (!first && ahead <= WINDOW) {
            set(ahead - 1);
        }
        // A gap: the sender wants to know at once.
        now |= !first && ahead > 1;
        largest = packet;
        largestAtNs = nowNs;
    }

    /** The network marked a datagram as delayed. */
    void mark() {
        marked++;
    }

    /** Whether there is anything to tell. */
    boolean isEmpty() {
        return largest < 0;
    }

    /** The sender asks: it is told at once, on every path. */
    void now() {
        now = true;
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

    /** How many frames {@link #write} wants to write. */
    int owedFrames() {
        return pendingDatagrams > 0 ? kept + 1 : 0;
    }

    boolean isDue(long nowNs) {
        return pendingDatagrams > 0 && (now || nowNs - dueNs >= 0);
    }

    long dueNs() {
        return dueNs;
    }

    /** Writes the oldest frame that is owed. */
    void write(MemorySegment to, long at, int path, long nowNs) {
        long delayUs = (nowNs - largestAtNs) / 1000;
        if (kept > 0) {
            int i = keptFirst;
            AckFrame.write(to, at, path, keptLargest[i], delayUs, marked, keptLow[i], keptHigh[i]);
            keptFirst = (i + 1) % KEPT;
            kept--;
            return;
        }
        copy(to, at, path, nowNs);
        toldLargest = largest;
        pendingDatagrams = 0;
        pendingBytes = 0;
        now = false;
    }

    /** Writes the newest frame; it stays owed if it was. */
    void copy(MemorySegment to, long at, int path, long nowNs) {
        AckFrame.write(to, at, path, largest, (nowNs - largestAtNs) / 1000, marked, low, high);
    }

    /** When all places are taken the sender has to send again what this frame would have told. */
    private void keep() {
        if (kept < KEPT) {
            int i = (keptFirst + kept) % KEPT;
            keptLargest[i] = largest;
            keptLow[i] = low;
            keptHigh[i] = high;
            kept++;
        }
        toldLargest = largest;
        now = true;
    }

    private void shift(long by) {
        if (by >= WINDOW) {
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
        } else if (index < WINDOW) {
            high |= 1L << index - 64;
        }
    }
}
