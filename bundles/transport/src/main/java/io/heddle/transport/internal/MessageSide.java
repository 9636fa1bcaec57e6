package io.heddle.transport.internal;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** The slots of one side of a session: what it sends and what it makes of what arrives. */
interface MessageSide {
    /** The message that this side sends, or sent last, in a slot. */
    Outgoing outgoing(int slot);

    /** The message that arrives, or arrived last, in a slot; null if none ever did. */
    @Nullable
    Incoming incoming(int slot);

    /**
     * A fragment whose bounds and checksum are good.
     *
     * @param header where its inner header lies; the bytes follow it
     * @return false when there is no room for it now: the datagram is not acknowledged
     */
    boolean onFragment(MemorySegment from, long header);

    /** The peer has all of a message. */
    void onDelivered(Outgoing message);

    /** Whether the peer owes an answer or the rest of a request, so that its death must be noticed. */
    boolean isWaiting();

    /** The peer was silent for too long. */
    void onDead();
}
