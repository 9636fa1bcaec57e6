package io.heddle.transport.internal;

import io.heddle.transport.InboundRequest;
import io.heddle.transport.Session;

import java.lang.foreign.MemorySegment;

/**
 * One slot of an answering side. The same number again is never executed again: its answer is kept,
 * and resent fragment by fragment, until it is acknowledged or the next number comes.
 */
final class ServedSlot implements InboundRequest {
    private static final int EIO = 5;
    private static final int ENOBUFS = 105;

    final Outgoing reply;
    private final ServedSession session;
    private final Station station;
    final Incoming request = new Incoming();
    private int last;
    private boolean executing;
    private int opcode;
    private int epoch;

    /** How much of the answer may go at once. */
    private int promisedBytes;

    ServedSlot(ServedSession session, int slot) {
        this.session = session;
        station = session.station();
        reply = new Outgoing(slot);
    }

    boolean onFragment(MemorySegment from, long header) {
        int sequence = InnerHeader.sequence(from, header);
        int ahead = sequence - last;
        if (ahead <= 0) {
            station.counters.droppedDuplicate.increment();
            return true;
        }
        if (ahead > 1 || executing || reply.active && !reply.isSent()) {
            station.counters.droppedSequence.increment();
            return true;
        }
        // The next request says that the last answer arrived.
        station.pool.give(reply.end());
        int bytes = InnerHeader.messageBytes(from, header);
        if (!request.active) {
            if (!request.start(station.pool, bytes)) {
                station.counters.refusedBuffers.increment();
                session.refuse(reply.slot, sequence);
                return false;
            }
            session.partial(1);
            begin(sequence, bytes > InnerHeader.fragmentBytes(from, header));
        }
        if (request.lengthBytes != bytes) {
            station.counters.droppedMalformed.increment();
            return true;
        }
        int offset = InnerHeader.fragmentOffset(from, header);
        int part = InnerHeader.fragmentBytes(from, header);
        request.add(from, header + InnerHeader.BYTES, offset, part);
        station.receiving.received(request, offset + part);
        if (request.isComplete()) {
            station.receiving.end(request);
            session.partial(-1);
            last = sequence;
            opcode = InnerHeader.opcode(from, header);
            epoch = InnerHeader.word(from, header);
            promisedBytes = InnerHeader.grant(from, header);
            execute();
        }
        return true;
    }

    private void begin(int sequence, boolean inParts) {
        var core = session.core();
        if (core != null && inParts) {
            station.receiving.begin(
                    core, reply.slot, sequence, request, station.receiving.allowanceBytes());
        }
    }

    /** A failure of the handler is its owner's bug; it must not take the port of all others along. */
    private void execute() {
        executing = true;
        session.executing(1);
        station.counters.served.increment();
        try {
            station.handler.onRequest(this);
        } catch (RuntimeException failure) {
            station.handlerFailed("Request " + opcode + " of node " + peer(), failure);
            if (executing) {
                reply(-EIO);
            }
        }
    }

    @Override
    public int opcode() {
        return opcode;
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public int peer() {
        return session.peer();
    }

    @Override
    public MemorySegment body() {
        var memory = request.memory;
        return memory == null ? MemorySegment.NULL : memory;
    }

    @Override
    public long bodyOffset() {
        return request.offset;
    }

    @Override
    public int bodyBytes() {
        return request.lengthBytes;
    }

    @Override
    public void reply(int status) {
        reply(status, MemorySegment.NULL, 0, 0, MemorySegment.NULL, 0, 0);
    }

    @Override
    public void reply(
            int status,
            MemorySegment head,
            long headOffset,
            int headBytes,
            MemorySegment body,
            long bodyOffset,
            int bodyBytes) {
        if (!executing) {
            throw new IllegalStateException("A request was answered twice");
        }
        int bytes = headBytes + bodyBytes;
        if (bytes < 0 || bytes > Session.MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException(
                    "An answer of %d bytes is too long".formatted(bytes));
        }
        executing = false;
        session.executing(-1);
        var core = session.core();
        if (core == null) {
            station.pool.give(request.end());
            return;
        }
        int buffer = bytes == 0 ? MessagePool.NONE : station.pool.takeForReply(bytes);
        if (bytes > 0 && buffer == MessagePool.NONE) {
            station.counters.refusedBuffers.increment();
            reply.start(InnerHeader.RESP, last, opcode, -ENOBUFS, 0);
        } else {
            reply.start(InnerHeader.RESP, last, opcode, status, bytes);
        }
        if (buffer != MessagePool.NONE) {
            var memory = station.pool.memory(buffer);
            long offset = station.pool.offset(buffer);
            MemorySegment.copy(head, headOffset, memory, offset, headBytes);
            MemorySegment.copy(body, bodyOffset, memory, offset + headBytes, bodyBytes);
            reply.memory(buffer, memory, offset);
        }
        reply.promisedBytes = promisedBytes;
        core.credit.released(request.lengthBytes);
        station.pool.give(request.end());
        core.enqueue(reply);
        station.markDirty(core);
    }

    /** The session is gone; a request that is being executed keeps its body. */
    void drop() {
        station.pool.give(reply.end());
        if (!executing) {
            station.receiving.end(request);
            station.pool.give(request.end());
        }
    }
}
