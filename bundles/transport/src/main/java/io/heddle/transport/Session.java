package io.heddle.transport;

import java.lang.foreign.MemorySegment;

/** Requests to one peer. At-most-once inside the life of the session; order is the caller's business. */
public interface Session {
    /** Longest message in bytes, request or reply. */
    int MAX_MESSAGE_BYTES = 4 << 20;

    /** No slot or buffer is free: the caller queues and tries again on the next reply. */
    int REFUSED = -11;

    /** {@link ReplyHandler} status: the peer restarted or the session died; whether it was executed is unknown. */
    int PEER_LOST = -107;

    int peer();

    /** Free slots now. */
    int freeSlots();

    /**
     * Sends a request made of a head and a body, one after the other. Both are copied or sent before
     * the call returns.
     *
     * @param opcode of {@code io.heddle.wire.Opcode}
     * @param epoch the bucket epoch that the sender knows, 0 if none
     * @param replyBytes how long the answer may become, if that is known and long: the peer may send
     *     so much of it at once as this node can take; 0 for short ones
     * @return 0 or {@link #REFUSED}
     */
    int call(
            int opcode,
            int epoch,
            MemorySegment head,
            long headOffset,
            int headBytes,
            MemorySegment body,
            long bodyOffset,
            int bodyBytes,
            int replyBytes,
            ReplyHandler handler,
            long token);

    /** As above, for a short answer. */
    default int call(
            int opcode,
            int epoch,
            MemorySegment head,
            long headOffset,
            int headBytes,
            MemorySegment body,
            long bodyOffset,
            int bodyBytes,
            ReplyHandler handler,
            long token) {
        return call(
                opcode,
                epoch,
                head,
                headOffset,
                headBytes,
                body,
                bodyOffset,
                bodyBytes,
                0,
                handler,
                token);
    }
}
