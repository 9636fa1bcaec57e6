package io.heddle.transport.internal;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** A message on its way out: one for each slot and direction, used again and again. */
final class Outgoing {
    final int slot;
    int sequence;
    int kind;
    int opcode;

    /** Epoch of a request, status of a reply. */
    int word;

    int lengthBytes;

    /** What the caller named a request. */
    long token;

    int buffer = MessagePool.NONE;

    @Nullable
    MemorySegment memory;

    long offset;

    /** Where the part begins that was never sent. */
    int unsentOffset;

    boolean started;
    boolean active;

    /** How far it may be sent, by what the receiver said so far. */
    int grantedBytes;

    /** It waits for a grant, in no queue. */
    boolean parked;

    /** The peer had no room for it: it is sent anew. */
    boolean held;

    /** How far a reply may be sent at once, as its request says: in both, or 0. */
    int promisedBytes;

    private boolean whole;
    private final Coverage acked = new Coverage();

    Outgoing(int slot) {
        this.slot = slot;
    }

    void start(int kind, int sequence, int opcode, int word, int lengthBytes) {
        this.kind = kind;
        this.sequence = sequence;
        this.opcode = opcode;
        this.word = word;
        this.lengthBytes = lengthBytes;
        unsentOffset = 0;
        grantedBytes = 0;
        parked = false;
        held = false;
        promisedBytes = 0;
        started = false;
        whole = false;
        active = true;
    }

    void memory(int buffer, @Nullable MemorySegment memory, long offset) {
        this.buffer = buffer;
        this.memory = memory;
        this.offset = offset;
    }

    /** Whether all was sent once. */
    boolean isSent() {
        return started && unsentOffset == lengthBytes;
    }

    /** All of it is to be sent again, but not now. */
    void hold() {
        held = true;
        parked = true;
        grantedBytes = 0;
        unsentOffset = 0;
        whole = false;
        acked.reset(lengthBytes);
    }

    /** It may go so far; fragments end at whole quanta or at its end, so grants do, too. */
    void grant(int upToBytes) {
        grantedBytes = upToBytes >= lengthBytes
                ? lengthBytes
                : Math.max(upToBytes & -Coverage.QUANTUM, Coverage.QUANTUM);
    }

    /** How much of it may go now that did not go before. */
    int sendableBytes() {
        return grantedBytes - unsentOffset;
    }

    /** Called with the first fragment: a message in one piece needs no map. */
    void firstFragment(int fragmentBytes) {
        started = true;
        whole = fragmentBytes == lengthBytes;
        if (!whole) {
            acked.reset(lengthBytes);
        }
    }

    /** Notes an acknowledged fragment; true when the peer has the whole message. */
    boolean acked(int fragmentOffset, int fragmentBytes) {
        if (fragmentOffset == 0 && fragmentBytes == lengthBytes) {
            return true;
        }
        if (whole) {
            // It was sent in one piece first and in several later, on a path with a smaller MTU.
            acked.reset(lengthBytes);
            whole = false;
        }
        acked.add(fragmentOffset, fragmentBytes);
        return acked.isComplete();
    }

    boolean isAcked(int fragmentOffset, int fragmentBytes) {
        return !whole && acked.covers(fragmentOffset, fragmentBytes);
    }

    /** Forgets the message; the buffer is the caller's to give back. */
    int end() {
        active = false;
        int freed = buffer;
        buffer = MessagePool.NONE;
        memory = null;
        return freed;
    }
}
