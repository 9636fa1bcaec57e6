package io.heddle.transport.internal;

/** A window that doubles until the first loss, then grows by a datagram a round and halves on loss. */
final class Congestion {
    private int windowBytes = Tuning.WINDOW_FIRST_BYTES;
    private int thresholdBytes = Integer.MAX_VALUE;
    private long grownBytes;
    private boolean limited;

    /** Losses of packets before this number belong to a cut that was made already. */
    private long cutAt = -1;

    int windowBytes() {
        return windowBytes;
    }

    /** Whether another datagram may go; the last one may overshoot the window. */
    boolean allows(int inFlightBytes) {
        boolean allowed = inFlightBytes < windowBytes;
        limited |= !allowed;
        return allowed;
    }

    void acked(int bytes) {
        // A window that the sender does not fill says nothing about the network.
        if (!limited) {
            return;
        }
        if (windowBytes < thresholdBytes) {
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

    /** The pipe is empty of queued data: what follows is not limited by this window. */
    void idle() {
        limited = false;
    }

    /** One cut for all losses of a round. */
    void lost(long packet, long nextPacket) {
        if (packet < cutAt) {
            return;
        }
        cutAt = nextPacket;
        windowBytes = Math.max(windowBytes / 2, Tuning.WINDOW_LEAST_BYTES);
        thresholdBytes = windowBytes;
        grownBytes = 0;
    }

    /** Nothing came back for two probes. */
    void collapsed() {
        windowBytes = Tuning.WINDOW_LEAST_BYTES;
    }
}
