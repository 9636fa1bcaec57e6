package io.heddle.client.internal;

import io.heddle.client.Client;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** A request from its submission to its answer. Pooled; its number in the pool is its identity. */
final class Pending {
    /** Where a request stands. */
    enum Place {
        FREE,
        /** There is no transport or no map: it goes when there is. */
        UNCONNECTED,
        /** Its peer has no free slot: it stands in the peer's queue. */
        QUEUED,
        SENT,
        /** To be sent again at {@link #dueNs}. */
        BACKOFF
    }

    final int index;
    /** Grows with every use and every loss of the connection, so that late answers are known. */
    int generation;

    Place place = Place.FREE;
    int opcode;
    /** The mutation's number, 0 for a read. */
    long number;

    MemorySegment head = MemorySegment.NULL;
    long headOffset;
    int headBytes;
    MemorySegment body = MemorySegment.NULL;
    long bodyOffset;
    int bodyBytes;
    /** How long the answer may become, if that is known and long. */
    int replyBytes;

    Client.@Nullable Completion done;
    long doneToken;
    long startedNs;
    long dueNs;
    int attempts;
    int bucket;
    int peer;
    long mapVersion;
    /** Next in the queue of its peer. */
    @Nullable
    Pending next;

    Pending(int index) {
        this.index = index;
    }

    long token() {
        return (long) generation << 32 | index;
    }
}
