package io.heddle.transport;

import java.lang.foreign.MemorySegment;

/** A request to answer. Pooled: gone when answered. Its body stays valid until the answer. */
public interface InboundRequest {
    int opcode();

    int epoch();

    /** The node that asked. */
    int peer();

    MemorySegment body();

    long bodyOffset();

    int bodyBytes();

    /** Answers with a status and no bytes. */
    void reply(int status);

    /** Answers with a head and a body, one after the other; both are copied before return. */
    void reply(
            int status,
            MemorySegment head,
            long headOffset,
            int headBytes,
            MemorySegment body,
            long bodyOffset,
            int bodyBytes);
}
