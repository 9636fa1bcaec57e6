package io.heddle.sim;

import io.heddle.transport.InboundRequest;

import java.lang.foreign.MemorySegment;

/** The same request once more; its answer goes nowhere. */
record UnansweredRequest(InboundRequest real) implements InboundRequest {
    @Override
    public int opcode() {
        return real.opcode();
    }

    @Override
    public int epoch() {
        return real.epoch();
    }

    @Override
    public int peer() {
        return real.peer();
    }

    @Override
    public MemorySegment body() {
        return real.body();
    }

    @Override
    public long bodyOffset() {
        return real.bodyOffset();
    }

    @Override
    public int bodyBytes() {
        return real.bodyBytes();
    }

    @Override
    public void reply(int status) {}

    @Override
    public void reply(
            int status,
            MemorySegment head,
            long headOffset,
            int headBytes,
            MemorySegment body,
            long bodyOffset,
            int bodyBytes) {}
}
