package io.heddle.meta.internal;

import io.heddle.fuzz.Input;
import io.heddle.layout.AddressBook;
import io.heddle.net.LaneUser;
import io.heddle.runtime.Loop;
import io.heddle.transport.Endpoint;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.KeySource;
import io.heddle.transport.ReplyHandler;
import io.heddle.transport.RequestHandler;
import io.heddle.transport.RequestWitness;
import io.heddle.transport.Session;
import io.heddle.transport.Transport;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Objects;

/**
 * Peers that send anything and answer anything, in memory that is as long as what they say and not a
 * byte longer. What the server sends has to lie within its own memory.
 */
final class HostileTransport implements Transport {
    private static final int SLOTS = 64;

    private record Call(ReplyHandler handler, long token, int peer) {}

    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private @Nullable RequestHandler handler;
    private @Nullable Asked last;

    @Override
    public Endpoint endpoint(
            int node, Loop loop, AddressBook book, KeySource keys, RequestHandler requests) {
        handler = requests;
        return new Quiet(node);
    }

    /** A peer asks. */
    void ask(int opcode, int epoch, int peer, byte[] body) {
        last = new Asked(opcode, epoch, peer, body);
        Objects.requireNonNull(handler).onRequest(last);
    }

    /** Whether the latest request was of this kind and has no answer. */
    boolean unanswered(int opcode) {
        return last != null && last.opcode == opcode && !last.answered;
    }

    /** The oldest call of the server is answered: u8 how, and for success u16 length and the bytes. */
    boolean answer(Input input) {
        Call call = calls.poll();
        if (call == null) {
            return false;
        }
        int how = input.u8();
        int status = how == 0 ? Session.PEER_LOST : how < 128 ? 0 : how - 256;
        byte[] body = how == 0 ? new byte[0] : input.bytes(input.u16());
        call.handler.onReply(call.token, status, MemorySegment.ofArray(body), 0, body.length);
        return true;
    }

    private static void check(MemorySegment memory, long offset, int bytes) {
        memory.asSlice(offset, bytes);
    }

    /** A request whose memory is gone when it is answered. */
    private static final class Asked implements InboundRequest {
        private final int opcode;
        private final int epoch;
        private final int peer;
        private final MemorySegment body;
        private boolean answered;

        Asked(int opcode, int epoch, int peer, byte[] body) {
            this.opcode = opcode;
            this.epoch = epoch;
            this.peer = peer;
            this.body = MemorySegment.ofArray(body);
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
            return peer;
        }

        @Override
        public MemorySegment body() {
            if (answered) {
                throw new AssertionError("the body of an answered request was used");
            }
            return body;
        }

        @Override
        public long bodyOffset() {
            return 0;
        }

        @Override
        public int bodyBytes() {
            return (int) body.byteSize();
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
                MemorySegment tail,
                long tailOffset,
                int tailBytes) {
            if (answered) {
                throw new AssertionError("opcode " + opcode + " was answered twice");
            }
            check(head, headOffset, headBytes);
            check(tail, tailOffset, tailBytes);
            answered = true;
            body.fill((byte) 0xee);
        }
    }

    private final class Peer implements Session {
        private final int node;

        Peer(int node) {
            this.node = node;
        }

        @Override
        public int peer() {
            return node;
        }

        @Override
        public int freeSlots() {
            return SLOTS
                    - (int) calls.stream().filter(call -> call.peer == node).count();
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
                ReplyHandler reply,
                long token) {
            check(head, headOffset, headBytes);
            check(body, bodyOffset, bodyBytes);
            if (headBytes + bodyBytes > MAX_MESSAGE_BYTES) {
                throw new AssertionError("opcode " + opcode + " is too long");
            }
            if (freeSlots() == 0) {
                return REFUSED;
            }
            calls.add(new Call(reply, token, node));
            return 0;
        }
    }

    private final class Quiet implements Endpoint {
        private final int node;

        Quiet(int node) {
            this.node = node;
        }

        @Override
        public String name() {
            return "hostile";
        }

        @Override
        public int node() {
            return node;
        }

        @Override
        public long incarnation() {
            return 1;
        }

        @Override
        public Session session(int peer) {
            return new Peer(peer);
        }

        @Override
        public void witness(@Nullable RequestWitness witness) {
            throw new AssertionError("a server's requests are not watched");
        }

        @Override
        public LaneUser laneUser() {
            throw new AssertionError("there are no ports");
        }
    }
}
