package io.heddle.sim;

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
import java.util.concurrent.atomic.AtomicInteger;

/** The shipped transport behind a door that does one thing wrong; what it is, a test says. */
class BrokenTransport implements Transport, AutoCloseable {
    /** An opcode that no scenario uses. */
    static final int HIDDEN = 99;

    private final Transport real = SeedRun.shipped();

    /** How often each thing was done in the whole world. */
    private final AtomicInteger count;

    BrokenTransport(AtomicInteger count) {
        this.count = count;
    }

    /** The answer is true once, at the n-th question. */
    final boolean isTheOne(int number) {
        return count.incrementAndGet() == number;
    }

    /** What a request meets. */
    void onRequest(InboundRequest request, RequestHandler handler) {
        if (request.opcode() == HIDDEN) {
            onHidden(request);
        } else {
            handler.onRequest(request);
        }
    }

    /** What a request meets that no scenario made. */
    void onHidden(InboundRequest request) {
        request.reply(0);
    }

    /** What an answer meets. */
    void onReply(
            ReplyHandler handler,
            long token,
            int status,
            MemorySegment body,
            long offset,
            int bytes) {
        handler.onReply(token, status, body, offset, bytes);
    }

    /** What a call meets; null lets it pass. */
    @Nullable
    Integer onCall(int node, int opcode, Session session) {
        return null;
    }

    /** What a lane meets. */
    LaneUser laneUser(int node, LaneUser user) {
        return user;
    }

    static int hiddenCall(Session session, int bytes, int replyBytes) {
        return session.call(
                HIDDEN,
                0,
                MemorySegment.ofArray(new byte[bytes]),
                0,
                bytes,
                MemorySegment.NULL,
                0,
                0,
                replyBytes,
                (token, status, body, offset, length) -> {},
                0);
    }

    @Override
    public Endpoint endpoint(
            int node, Loop loop, AddressBook book, KeySource keys, RequestHandler handler) {
        return new BrokenEndpoint(
                real.endpoint(node, loop, book, keys, request -> onRequest(request, handler)));
    }

    @Override
    public void close() throws Exception {
        ((AutoCloseable) real).close();
    }

    private final class BrokenEndpoint implements Endpoint {
        private final Endpoint inner;

        BrokenEndpoint(Endpoint inner) {
            this.inner = inner;
        }

        @Override
        public int node() {
            return inner.node();
        }

        @Override
        public long incarnation() {
            return inner.incarnation();
        }

        @Override
        public Session session(int peer) {
            return new BrokenSession(inner.node(), inner.session(peer));
        }

        @Override
        public void witness(@Nullable RequestWitness witness) {
            inner.witness(witness);
        }

        @Override
        public LaneUser laneUser() {
            return BrokenTransport.this.laneUser(inner.node(), inner.laneUser());
        }

        @Override
        public String name() {
            return inner.name();
        }

        @Override
        public int poll(long nowNs) {
            return inner.poll(nowNs);
        }

        @Override
        public void flush() {
            inner.flush();
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    private final class BrokenSession implements Session {
        private final int node;
        private final Session inner;

        BrokenSession(int node, Session inner) {
            this.node = node;
            this.inner = inner;
        }

        @Override
        public int peer() {
            return inner.peer();
        }

        @Override
        public int freeSlots() {
            return inner.freeSlots();
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
            Integer instead = onCall(node, opcode, inner);
            return instead != null
                    ? instead
                    : inner.call(
                            opcode,
                            epoch,
                            head,
                            headOffset,
                            headBytes,
                            body,
                            bodyOffset,
                            bodyBytes,
                            replyBytes,
                            (own, status, memory, offset, bytes) ->
                                    onReply(handler, own, status, memory, offset, bytes),
                            token);
        }
    }
}
