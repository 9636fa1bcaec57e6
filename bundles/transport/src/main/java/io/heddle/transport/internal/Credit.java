package io.heddle.transport.internal;

/**
 * Credit of one session and direction, in bytes of messages: the sender counts a message when it
 * starts it, the receiver when it has let go of its buffer. On the wire it is the absolute limit in
 * units of 4 KiB, modulo 2^16, so that a lost or reordered header does no harm.
 */
final class Credit {
    private static final int UNIT_SHIFT = 12;

    private long sentBytes;
    private long limitBytes;
    private long releasedBytes;
    private long advertisedBytes = Tuning.CREDIT_BYTES;

    /** The peer's first limit, from the handshake. */
    void open(int windowBytes) {
        limitBytes = Math.clamp(windowBytes, 0, 64 << 20);
    }

    boolean allows(int messageBytes) {
        return sentBytes + messageBytes <= limitBytes;
    }

    void sent(int messageBytes) {
        sentBytes += messageBytes;
    }

    void released(int messageBytes) {
        releasedBytes += messageBytes;
    }

    /** Whether the peer's view is so old that it may stand still soon. */
    boolean isStale() {
        return releasedBytes + Tuning.CREDIT_BYTES - advertisedBytes >= Tuning.CREDIT_BYTES / 2;
    }

    /** The header field; notes that it was told. */
    int advertise() {
        advertisedBytes = releasedBytes + Tuning.CREDIT_BYTES;
        return (int) (advertisedBytes >>> UNIT_SHIFT) & 0xffff;
    }

    /** A header's field; true when it raised the limit. */
    boolean heard(int field) {
        int ahead = (short) (field - (int) (limitBytes >>> UNIT_SHIFT));
        if (ahead <= 0) {
            return false;
        }
        limitBytes = (limitBytes >>> UNIT_SHIFT) + ahead << UNIT_SHIFT;
        return true;
    }
}
