package io.heddle.transport.internal;

import io.heddle.transport.ReplyHandler;
import io.heddle.transport.Session;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The asking side of a session: a slot for each request that is out. */
final class ClientSession implements Session, MessageSide {
    private final Station station;
    private final int peer;
    final Opening opening;
    private final Outgoing[] requests = new Outgoing[Tuning.SLOTS];
    private final Incoming[] replies = new Incoming[Tuning.SLOTS];
    private final @Nullable ReplyHandler[] handlers = new @Nullable ReplyHandler[Tuning.SLOTS];
    private final long[] tokens = new long[Tuning.SLOTS];
    private final int[] sequences = new int[Tuning.SLOTS];

    /** A bit for each free slot. */
    private long free = -1;

    ClientSession(Station station, int peer) {
        this.station = station;
        this.peer = peer;
        opening = new Opening(station, this, peer);
        for (int slot = 0; slot < Tuning.SLOTS; slot++) {
            requests[slot] = new Outgoing(slot);
            replies[slot] = new Incoming();
        }
    }

    @Override
    public int peer() {
        return peer;
    }

    @Override
    public int freeSlots() {
        return Long.bitCount(free);
    }

    @Override
    public int call(
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
            long token) {
        int bytes = headBytes + bodyBytes;
        if (bytes < 0 || bytes > MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException(
                    "A request of %d bytes is too long".formatted(bytes));
        }
        if (free == 0) {
            station.counters.refusedSlots.increment();
            return REFUSED;
        }
        var core = opening.core();
        int buffer = core == null ? MessagePool.NONE : station.pool.take(bytes);
        if (core == null || buffer == MessagePool.NONE) {
            station.counters.refusedBuffers.increment();
            return REFUSED;
        }
        int slot = Long.numberOfTrailingZeros(free);
        free &= free - 1;
        var memory = station.pool.memory(buffer);
        long offset = station.pool.offset(buffer);
        MemorySegment.copy(head, headOffset, memory, offset, headBytes);
        MemorySegment.copy(body, bodyOffset, memory, offset + headBytes, bodyBytes);
        var request = requests[slot];
        request.start(InnerHeader.REQ, ++sequences[slot], opcode, epoch, bytes);
        request.memory(buffer, memory, offset);
        request.promisedBytes = station.receiving.promise(replies[slot], replyBytes);
        request.token = token;
        handlers[slot] = handler;
        tokens[slot] = token;
        core.enqueue(request);
        station.markDirty(core);
        station.counters.requests.increment();
        station.stalls.start();
        return 0;
    }

    @Override
    public Outgoing outgoing(int slot) {
        return requests[slot];
    }

    @Override
    public Incoming incoming(int slot) {
        return replies[slot];
    }

    @Override
    public boolean onFragment(MemorySegment from, long header) {
        int slot = InnerHeader.slot(from, header);
        var request = requests[slot];
        var core = opening.coreOrNull();
        if (core == null
                || InnerHeader.kind(from, header) != InnerHeader.RESP
                || (free >>> slot & 1) != 0
                || InnerHeader.sequence(from, header) != sequences[slot]
                || !request.isSent()) {
            station.counters.droppedSequence.increment();
            return true;
        }
        var reply = replies[slot];
        int bytes = InnerHeader.messageBytes(from, header);
        int part = InnerHeader.fragmentBytes(from, header);
        int status = InnerHeader.word(from, header);
        long body = header + InnerHeader.BYTES;
        if (part == bytes) {
            // In one piece: the handler reads it where the port put it.
            station.receiving.end(reply);
            station.pool.give(reply.end());
            answer(core, slot, status, from, body, bytes);
            return true;
        }
        if (!reply.active && !begin(core, slot, reply, request, bytes)) {
            return false;
        }
        if (reply.lengthBytes != bytes) {
            station.counters.droppedMalformed.increment();
            return true;
        }
        int offset = InnerHeader.fragmentOffset(from, header);
        reply.add(from, body, offset, part);
        station.receiving.received(reply, offset + part);
        if (reply.isComplete()) {
            var memory = reply.memory;
            long start = reply.offset;
            station.receiving.end(reply);
            int buffer = reply.end();
            answer(core, slot, status, memory == null ? MemorySegment.NULL : memory, start, bytes);
            station.pool.give(buffer);
        }
        return true;
    }

    private boolean begin(SessionCore core, int slot, Incoming reply, Outgoing request, int bytes) {
        if (!reply.start(station.pool, bytes)) {
            station.counters.refusedBuffers.increment();
            core.refuse(slot, request.sequence);
            return false;
        }
        station.receiving.begin(core, slot, request.sequence, reply, request.promisedBytes);
        return true;
    }

    private void answer(
            SessionCore core, int slot, int status, MemorySegment body, long offset, int bytes) {
        core.credit.released(bytes);
        station.counters.answers.increment();
        station.watch.heard(tokens[slot], peer);
        station.stalls.answer(core.heardNs());
        end(slot, status, body, offset, bytes);
    }

    /** Frees the slot first, so that the handler can use it. */
    private void end(int slot, int status, MemorySegment body, long offset, int bytes) {
        station.pool.give(requests[slot].end());
        var handler = handlers[slot];
        handlers[slot] = null;
        free |= 1L << slot;
        if (handler == null) {
            return;
        }
        try {
            handler.onReply(tokens[slot], status, body, offset, bytes);
        } catch (RuntimeException failure) {
            station.handlerFailed("The answer of node " + peer, failure);
        }
    }

    @Override
    public void onDelivered(Outgoing message) {
        station.pool.give(message.end());
    }

    @Override
    public boolean isWaiting() {
        return free != -1;
    }

    @Override
    public void onDead() {
        lose();
    }

    /** Fails what is outstanding; the next call opens the session again. */
    void lose() {
        if (opening.close()) {
            station.counters.sessionsLost.increment();
        }
        Arrays.fill(sequences, 0);
        long outstanding = ~free;
        for (long left = outstanding; left != 0; left &= left - 1) {
            int slot = Long.numberOfTrailingZeros(left);
            station.pool.give(requests[slot].end());
            station.receiving.end(replies[slot]);
            station.pool.give(replies[slot].end());
        }
        // A handler may call again at once: it gets slots whose turn is over.
        for (long left = outstanding; left != 0; left &= left - 1) {
            station.stalls.end();
            end(Long.numberOfTrailingZeros(left), PEER_LOST, MemorySegment.NULL, 0, 0);
        }
    }
}
