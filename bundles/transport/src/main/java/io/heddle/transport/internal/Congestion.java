package io.heddle.transport.internal;

/**
 * The window of one path in bytes, by delay as in Swift (Kumar et al., SIGCOMM 2020): it grows below a
 * target and shrinks above it by how far the delay exceeds it. A path without a queue bypasses all that
 * (eRPC, Kalia et al., NSDI 2019). Marks of the network count by their fraction as in DCTCP (RFC 8257).
 * Losses count by their fraction, too, and few of them not at all: without a queue they are chance, as
 * BBR takes them (draft-ietf-ccwg-bbr).
 */
final class Congestion {
    private static final double LARGEST_CUT = 0.5;
    private static final double DELAY_GAIN = 0.8;
    private static final double MARK_GAIN = 1.0 / 16;

    /** A smaller share of a round's datagrams is lost by chance, whatever the window is. */
    private static final double LOSS_BY_CHANCE = 0.02;

    private long bypassNs;
    private long targetNs;
    private int windowBytes;
    private boolean starting;
    private long grownBytes;
    private boolean limited;

    /** Packets before this number belong to a cut that was made already. */
    private long cutAt;

    private double markedShare;
    private long roundEnd;
    private long roundMarked;
    private long roundLost;
    private long roundPackets;

    /** Whether the last round lost more than by chance: then the window grows slowly. */
    private boolean lossy;

    Congestion() {
        open(false, Tuning.WINDOW_FIRST_BYTES, -1);
    }

    /**
     * A path of which nothing is known.
     *
     * @param bypass whether the port bypasses the kernel, whose queues and wake-ups need more room
     * @param nextPacket what was sent before says nothing about it
     */
    void open(boolean bypass, int firstBytes, long nextPacket) {
        bypassNs = bypass ? Tuning.BYPASS_POLLED_NS : Tuning.BYPASS_KERNEL_NS;
        targetNs = bypass ? Tuning.TARGET_POLLED_NS : Tuning.TARGET_KERNEL_NS;
        windowBytes = Math.max(firstBytes, Tuning.WINDOW_LEAST_BYTES);
        starting = true;
        grownBytes = 0;
        cutAt = nextPacket;
        markedShare = 0;
        lossy = false;
        beginRound(nextPacket);
    }

    int windowBytes() {
        return windowBytes;
    }

    /** Whether another datagram may go; the last one may overshoot the window. */
    boolean allows(int inFlightBytes) {
        boolean allowed = inFlightBytes < windowBytes;
        limited |= !allowed;
        return allowed;
    }

    /**
     * An ACK.
     *
     * @param bytes newly acknowledged
     * @param packet the largest number that was acknowledged
     * @param nextPacket the number of the next datagram
     * @param delayNs round trip without the time that the peer held it, or 0 if unknown
     * @param leastNs the round trip of an empty path
     */
    void acked(int bytes, long packet, long nextPacket, long delayNs, long leastNs) {
        long queuedNs = delayNs - leastNs;
        if (delayNs > 0 && queuedNs > targetNs) {
            if (packet >= cutAt) {
                double cut = Math.min(DELAY_GAIN * (queuedNs - targetNs) / delayNs, LARGEST_CUT);
                shrink(1 - cut, nextPacket);
            }
            return;
        }
        // A window that the sender does not fill says nothing about the network.
        if (!limited) {
            return;
        }
        if (!lossy && (starting || delayNs > 0 && queuedNs < bypassNs)) {
            windowBytes += bytes;
        } else {
            grownBytes += bytes;
            if (grownBytes >= windowBytes) {
                grownBytes -= windowBytes;
                windowBytes += Tuning.WINDOW_LEAST_BYTES;
            }
        }
        windowBytes = Math.min(windowBytes, Tuning.WINDOW_MOST_BYTES);
    }

    /**
     * How many of the newly acknowledged datagrams the network marked. The round ends with the first of
     * its datagrams that is acknowledged after all that were in flight when it began.
     */
    void marked(long marks, long packets, long packet, long nextPacket) {
        roundMarked += marks;
        roundPackets += packets;
        if (packet < roundEnd || roundPackets == 0) {
            return;
        }
        double share = Math.min((double) roundMarked / roundPackets, 1);
        markedShare += MARK_GAIN * (share - markedShare);
        double lost = (double) roundLost / (roundLost + roundPackets);
        lossy = lost > LOSS_BY_CHANCE;
        double cut = Math.max(
                roundMarked > 0 ? markedShare / 2 : 0, lossy ? (lost - LOSS_BY_CHANCE) / 2 : 0);
        if (cut > 0 && packet >= cutAt) {
            shrink(1 - cut, nextPacket);
        }
        beginRound(nextPacket);
    }

    private void beginRound(long nextPacket) {
        roundEnd = nextPacket;
        roundMarked = 0;
        roundLost = 0;
        roundPackets = 0;
    }

    /** The pipe is empty of queued data: what follows is not limited by this window. */
    void idle() {
        limited = false;
    }

    /** A datagram was lost; what that means is known when the round is over. */
    void lost() {
        roundLost++;
    }

    /** Nothing came back for two probes. */
    void collapsed() {
        windowBytes = Tuning.WINDOW_LEAST_BYTES;
    }

    private void shrink(double by, long nextPacket) {
        cutAt = nextPacket;
        starting = false;
        grownBytes = 0;
        windowBytes = Math.max((int) (windowBytes * by), Tuning.WINDOW_LEAST_BYTES);
    }
}
