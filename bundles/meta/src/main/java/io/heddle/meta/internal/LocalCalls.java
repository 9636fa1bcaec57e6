package io.heddle.meta.internal;

import io.heddle.runtime.Timer;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.ReplyHandler;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/**
 * Calls between two buckets of the same server. They are delivered in a later turn, like any other, so
 * that no bucket is entered while another one is in the middle of something.
 */
final class LocalCalls {
    private static final int LIMIT = 256;
    private static final int BYTES = 512;

    private final MetaServer server;
    private final Arena arena;
    private final ArrayDeque<Call> free = new ArrayDeque<>();
    private final ArrayDeque<Call> asked = new ArrayDeque<>();
    private final ArrayDeque<Call> answered = new ArrayDeque<>();
    private final Timer timer;
    private int made;

    LocalCalls(MetaServer server, Arena arena) {
        this.server = server;
        this.arena = arena;
        timer = server.env().timer(this::deliver);
    }

    /** @return false when too many are under way */
    boolean call(
            int opcode,
            int epoch,
            MemorySegment body,
            int bytes,
            ReplyHandler handler,
            long token) {
        Call call = free.poll();
        if (call == null) {
            if (made == LIMIT) {
                return false;
            }
            made++;
            call = new Call(arena.allocate(BYTES, 8), arena.allocate(BYTES, 8));
        }
        call.opcode = opcode;
        call.epoch = epoch;
        call.bodyBytes = bytes;
        call.handler = handler;
        call.token = token;
        MemorySegment.copy(body, 0, call.body, 0, bytes);
        asked.add(call);
        wake();
        return true;
    }

    private void wake() {
        if (!timer.isArmed()) {
            timer.startAt(server.env().nanoTime());
        }
    }

    private void deliver() {
        int questions = asked.size();
        int answers = answered.size();
        for (int i = 0; i < answers; i++) {
            Call call = answered.remove();
            call.handler.onReply(call.token, call.status, call.answer, 0, call.answerBytes);
            free.add(call);
        }
        for (int i = 0; i < questions; i++) {
            server.route(asked.remove());
        }
    }

    void close() {
        timer.cancel();
        asked.clear();
        answered.clear();
    }

    private final class Call implements InboundRequest {
        final MemorySegment body;
        final MemorySegment answer;
        int opcode;
        int epoch;
        int bodyBytes;
        int status;
        int answerBytes;
        long token;
        ReplyHandler handler = (token, status, body, offset, bytes) -> {};

        Call(MemorySegment body, MemorySegment answer) {
            this.body = body;
            this.answer = answer;
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
            return server.id();
        }

        @Override
        public MemorySegment body() {
            return body;
        }

        @Override
        public long bodyOffset() {
            return 0;
        }

        @Override
        public int bodyBytes() {
            return bodyBytes;
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
                MemorySegment rest,
                long restOffset,
                int restBytes) {
            this.status = status;
            answerBytes = headBytes + restBytes;
            MemorySegment.copy(head, headOffset, answer, 0, headBytes);
            MemorySegment.copy(rest, restOffset, answer, headBytes, restBytes);
            answered.add(this);
            wake();
        }
    }
}
