package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.testkit.sim.SimLane;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.transport.Endpoint;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.Session;
import io.heddle.wire.Opcode;

import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;

/** A node of the {@link Storm}: it checks each request and each answer byte by byte. */
final class StormNode {
    private static final int REPLY_STATUS = 1234;

    /** The server had no memory for the answer of a request that it executed. */
    private static final int ENOBUFS = -105;

    final int id;
    final SimLoop loop;
    final LoopMemory memory;
    final Endpoint endpoint;
    final SimLane lane;
    private final Storm storm;
    private final MemorySegment scratch;

    /** Calls of this life that nobody told us the end of. */
    private final Set<Long> open = new HashSet<>();

    private boolean isDead;
    private int holding;

    StormNode(Storm storm, int id, SimLoop loop) {
        this.storm = storm;
        this.id = id;
        this.loop = loop;
        scratch = storm.arena.allocate(1 << 19);
        memory = storm.keys.seals()
                ? new LoopMemory(storm.poolBytes, storm.aeads())
                : new LoopMemory(storm.poolBytes);
        memory.join();
        endpoint = new NodeEndpoint(
                id, loop, storm.book, storm.keys, this::onRequest, memory, () -> {}, Dialect.OWN);
        loop.run(() -> loop.add(endpoint));
        lane = new SimLane(storm.world, loop, endpoint.laneUser(), storm.mtuBytes);
    }

    void call(int peer) {
        loop.run(() -> {
            long request = storm.started + 1;
            int bytes = Storm.ID_BYTES + storm.size();
            int replyBytes = storm.size();
            scratch.set(Bytes.U64, 0, request);
            scratch.set(Bytes.U64, 8, replyBytes);
            Storm.fill(scratch, Storm.ID_BYTES, request, bytes - Storm.ID_BYTES);
            int head = storm.random.nextInt(bytes + 1);
            int taken = endpoint.session(peer)
                    .call(
                            Opcode.ECHO,
                            77,
                            scratch,
                            0,
                            head,
                            scratch,
                            head,
                            bytes - head,
                            request % 2 == 0 ? replyBytes : 0,
                            (token, status, body, offset, length) ->
                                    onReply(token, replyBytes, status, body, offset, length),
                            request);
            if (taken == 0) {
                storm.started++;
                storm.outstanding.add(request);
                open.add(request);
            } else {
                assertEquals(Session.REFUSED, taken);
            }
        });
    }

    private void onReply(
            long request, int replyBytes, int status, MemorySegment body, long offset, int length) {
        assertTrue(open.remove(request), "one answer for each call");
        assertTrue(storm.outstanding.remove(request));
        if (status == Session.PEER_LOST) {
            storm.lost++;
            return;
        }
        if (status == ENOBUFS) {
            assertEquals(0, length);
            storm.lost++;
            return;
        }
        assertEquals(REPLY_STATUS, status);
        assertEquals(replyBytes, length);
        assertTrue(Storm.isFilled(body, offset, request, length));
        assertEquals(1, storm.executions.getOrDefault(request, 0));
        storm.answered++;
    }

    private void onRequest(InboundRequest request) {
        long offset = request.bodyOffset();
        long name = request.body().get(Bytes.U64, offset);
        int replyBytes = (int) request.body().get(Bytes.U64, offset + 8);
        assertEquals(Opcode.ECHO, request.opcode());
        assertEquals(77, request.epoch());
        assertEquals(1, storm.executions.merge(name, 1, Integer::sum), "executed twice");
        holding++;
        if (storm.random.nextInt(3) == 0) {
            storm.world.after(
                    storm.random.nextLong(4_000_000),
                    () -> loop.run(() -> {
                        if (!isDead) {
                            answer(request, name, replyBytes);
                        }
                    }));
        } else {
            answer(request, name, replyBytes);
        }
    }

    private void answer(InboundRequest request, long name, int replyBytes) {
        holding--;
        int bodyBytes = request.bodyBytes() - Storm.ID_BYTES;
        long offset = request.bodyOffset() + Storm.ID_BYTES;
        assertTrue(Storm.isFilled(request.body(), offset, name, bodyBytes));
        Storm.fill(scratch, 0, name, replyBytes);
        int head = replyBytes / 3;
        request.reply(REPLY_STATUS, scratch, 0, head, scratch, head, replyBytes - head);
    }

    /** Nobody will hear of these. */
    void died() {
        isDead = true;
        storm.outstanding.removeAll(open);
    }

    /** Nothing is left of anything after quiescence. */
    void checkIdle() {
        assertEquals(0, holding);
        assertEquals(0, memory.pool.used(), "buffers of node " + id);
        for (int peer = 0; peer < Storm.SERVERS; peer++) {
            assertEquals(Tuning.SLOTS, endpoint.session(peer).freeSlots());
        }
    }
}
