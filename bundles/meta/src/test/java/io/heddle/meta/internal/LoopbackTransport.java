package io.heddle.meta.internal;

import io.heddle.layout.AddressBook;
import io.heddle.net.LaneUser;
import io.heddle.runtime.Loop;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;
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
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The transport's contract without a wire: messages are delayed at random, so they overtake each other;
 * sessions break at random, after or before the request was executed.
 */
final class LoopbackTransport implements Transport {
    private static final int SLOTS = 64;
    private static final long SILENCE_NS = 3_000_000_000L;

    private final SimWorld world;
    private final SplittableRandom random;
    private final Map<Integer, Node> nodes = new HashMap<>();
    double breakRate;
    long maxDelayNs = 200_000;

    LoopbackTransport(SimWorld world) {
        this.world = world;
        random = world.random();
    }

    @Override
    public Endpoint endpoint(
            int node, Loop loop, AddressBook book, KeySource keys, RequestHandler handler) {
        var made = new Node(node, (SimLoop) loop, handler);
        nodes.put(node, made);
        return made;
    }

    /** The node is gone: calls to it and from it end. */
    void kill(int node) {
        nodes.remove(node);
    }

    private void later(long delayNs, Node at, Runnable action) {
        world.after(delayNs, () -> {
            if (nodes.get(at.node) == at) {
                at.loop.post(action);
            }
        });
    }

    private long delayNs() {
        return 5_000 + random.nextLong(maxDelayNs);
    }

    private final class Node implements Endpoint {
        final int node;
        final SimLoop loop;
        final RequestHandler handler;
        final long incarnation = random.nextLong();
        private final Map<Integer, Link> links = new HashMap<>();

        Node(int node, SimLoop loop, RequestHandler handler) {
            this.node = node;
            this.loop = loop;
            this.handler = handler;
        }

        @Override
        public int node() {
            return node;
        }

        @Override
        public long incarnation() {
            return incarnation;
        }

        @Override
        public Session session(int peer) {
            return links.computeIfAbsent(peer, key -> new Link(this, key));
        }

        @Override
        public void witness(@Nullable RequestWitness witness) {
            throw new UnsupportedOperationException();
        }

        @Override
        public LaneUser laneUser() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String name() {
            return "endpoint " + node;
        }
    }

    private final class Link implements Session {
        private final Node from;
        private final int to;
        private int outstanding;

        Link(Node from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public int peer() {
            return to;
        }

        @Override
        public int freeSlots() {
            return SLOTS - outstanding;
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
            if (outstanding == SLOTS) {
                return REFUSED;
            }
            outstanding++;
            MemorySegment message = MemorySegment.ofArray(new byte[headBytes + bodyBytes + 1]);
            MemorySegment.copy(head, headOffset, message, 0, headBytes);
            MemorySegment.copy(body, bodyOffset, message, headBytes, bodyBytes);
            Node target = nodes.get(to);
            boolean breaks = random.nextDouble() < breakRate;
            boolean executes = target != null && (!breaks || random.nextBoolean());
            var call = new Call(
                    this,
                    target,
                    opcode,
                    epoch,
                    message,
                    headBytes + bodyBytes,
                    breaks,
                    reply,
                    token);
            if (executes) {
                later(delayNs(), target, () -> target.handler.onRequest(call));
            }
            if (breaks || target == null) {
                later(20_000_000, from, () -> call.complete(PEER_LOST, MemorySegment.NULL, 0));
            } else {
                watch(target, call);
            }
            return 0;
        }

        /** A dead peer is noticed at its silence, however long the call has waited before. */
        private void watch(Node target, Call call) {
            world.after(SILENCE_NS, () -> {
                if (nodes.get(to) != target) {
                    later(0, from, () -> call.complete(PEER_LOST, MemorySegment.NULL, 0));
                } else if (!call.completed) {
                    watch(target, call);
                }
            });
        }
    }

    private final class Call implements InboundRequest {
        private final Link link;
        private final Node target;
        private final int opcode;
        private final int epoch;
        private MemorySegment message;
        private final int bytes;
        private final boolean breaks;
        private final ReplyHandler handler;
        private final long token;
        private boolean answered;
        private boolean completed;

        Call(
                Link link,
                Node target,
                int opcode,
                int epoch,
                MemorySegment message,
                int bytes,
                boolean breaks,
                ReplyHandler handler,
                long token) {
            this.link = link;
            this.target = target;
            this.opcode = opcode;
            this.epoch = epoch;
            this.message = message;
            this.bytes = bytes;
            this.breaks = breaks;
            this.handler = handler;
            this.token = token;
        }

        void complete(int status, MemorySegment reply, int length) {
            if (!completed) {
                completed = true;
                link.outstanding--;
                if (answered) {
                    message = MemorySegment.NULL; // The watch keeps this call for seconds.
                }
                handler.onReply(token, status, reply, 0, length);
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
            return link.from.node;
        }

        @Override
        public MemorySegment body() {
            if (answered) {
                throw new IllegalStateException("the body of an answered request was used");
            }
            return message;
        }

        @Override
        public long bodyOffset() {
            return 0;
        }

        @Override
        public int bodyBytes() {
            return bytes;
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
            if (answered) {
                throw new IllegalStateException("answered twice: opcode " + opcode);
            }
            answered = true;
            MemorySegment reply = MemorySegment.ofArray(new byte[headBytes + bodyBytes + 1]);
            MemorySegment.copy(head, headOffset, reply, 0, headBytes);
            MemorySegment.copy(body, bodyOffset, reply, headBytes, bodyBytes);
            // The request's memory is used again: whoever still looks at it reads garbage.
            message.fill((byte) 0xEE);
            if (!breaks && nodes.get(target.node) == target) {
                later(delayNs(), link.from, () -> complete(status, reply, headBytes + bodyBytes));
            }
        }
    }
}
