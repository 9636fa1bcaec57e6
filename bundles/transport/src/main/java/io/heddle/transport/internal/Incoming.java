package io.heddle.transport.internal;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** A message on its way in: fragments are scattered straight to their final place. */
final class Incoming {
    int lengthBytes;
    int buffer = MessagePool.NONE;

    @Nullable
    MemorySegment memory;

    long offset;
    boolean active;

    /** How far the sender may go. */
    int grantedBytes;

    /** Granted or promised, and not arrived. */
    int openBytes;

    /** Of {@link #openBytes}, what was promised to a reply that has not begun. */
    int promisedBytes;

    /** It waits for its turn to be granted more. */
    boolean hungry;

    /** The message that found no room; its sender is told to hold it. */
    int refusedSequence;

    private @Nullable SessionCore core;
    private int slot;
    int sequence;
    private final Coverage got = new Coverage();

    /** Takes a buffer for a message; false when there is none. */
    boolean start(MessagePool pool, int messageBytes) {
        int taken = pool.take(messageBytes);
        if (taken == MessagePool.NONE) {
            return false;
        }
        buffer = taken;
        memory = pool.memory(taken);
        offset = pool.offset(taken);
        lengthBytes = messageBytes;
        refusedSequence = 0;
        grantedBytes = 0;
        got.reset(messageBytes);
        active = true;
        return true;
    }

    void sender(SessionCore from, int inSlot, int inSequence) {
        core = from;
        slot = inSlot;
        sequence = inSequence;
    }

    /** The grant has grown: the next datagram to the sender tells it. */
    void tellGrant() {
        var to = core;
        if (to != null) {
            to.grants.tell(slot);
            to.wantFlush();
        }
    }

    /** Copies a valid fragment to its place unless it is known. */
    void add(MemorySegment from, long at, int fragmentOffset, int fragmentBytes) {
        var to = memory;
        if (to != null && got.add(fragmentOffset, fragmentBytes)) {
            MemorySegment.copy(from, at, to, offset + fragmentOffset, fragmentBytes);
        }
    }

    /** What was granted of it and has not arrived. */
    int missingBytes() {
        return Math.max(grantedBytes - got.coveredBytes(), 0);
    }

    boolean isComplete() {
        return got.isComplete();
    }

    /** Forgets the message; the buffer is the caller's to give back. */
    int end() {
        active = false;
        core = null;
        int freed = buffer;
        buffer = MessagePool.NONE;
        memory = null;
        return freed;
    }
}
