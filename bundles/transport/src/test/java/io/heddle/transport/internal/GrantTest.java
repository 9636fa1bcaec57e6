package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.layout.AddressBook;
import io.heddle.transport.InboundRequest;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Many senders, one receiver: it decides how much is under way. */
@ParameterizedClass(name = "sealed: {0}")
@ValueSource(booleans = {false, true})
class GrantTest {
    private static final long MS = 1_000_000;
    private static final int SENDERS = 24;
    private static final int MESSAGE_BYTES = 1 << 20;

    private final FakeWorld world;
    private final List<FakeNode> nodes = new ArrayList<>();
    private final MemorySegment bytes;
    private int answered;

    GrantTest(boolean sealed) {
        world = new FakeWorld(11, sealed);
        bytes = world.arena.allocate(4 << 20);
    }

    @AfterEach
    void close() {
        nodes.forEach(FakeNode::close);
        world.close();
    }

    private FakeNode node(int id, Dialect dialect) {
        var node = new FakeNode(world, id, this::serve, dialect);
        node.portUp(0);
        nodes.add(node);
        return node;
    }

    private void serve(InboundRequest request) {
        if (request.opcode() == Opcode.READ) {
            request.reply(0, bytes, 0, MESSAGE_BYTES, bytes, 0, 0);
        } else {
            request.reply(request.bodyBytes());
        }
    }

    private void call(FakeNode from, int to, int opcode, int requestBytes, int replyBytes) {
        int taken = from.endpoint
                .session(to)
                .call(
                        opcode,
                        0,
                        bytes,
                        0,
                        requestBytes,
                        bytes,
                        0,
                        0,
                        replyBytes,
                        (token, status, body, offset, length) -> {
                            assertTrue(status >= 0, "status " + status);
                            answered++;
                        },
                        0);
        assertEquals(0, taken);
    }

    /** Runs until so many are answered; the answer is the most that waited at the port, in bytes. */
    private long most(FakePort port, int wanted) {
        long most = 0;
        long end = world.nowNs + 20_000 * MS;
        while (answered < wanted && world.nowNs < end) {
            world.step();
            most = Math.max(most, port.waitingBytes());
        }
        assertEquals(wanted, answered);
        return most;
    }

    /** What is kept free for a reply must not keep the request from coming, whose grants it takes. */
    @Test
    void shouldNotWaitForItselfWhereRequestAndReplyAreLong() {
        world.faults.mtuBytes = 8_900;
        var server = node(0, Dialect.OWN);
        var first = node(AddressBook.FIRST_CLIENT, Dialect.OWN);
        var second = node(AddressBook.FIRST_CLIENT + 1, Dialect.OWN);
        for (int i = 0; i < 20; i++) {
            for (FakeNode node : List.of(server, first, second)) {
                call(node, 0, 1, 100, 0);
            }
            world.run(2 * MS);
        }
        answered = 0;
        call(server, 0, Opcode.READ, MESSAGE_BYTES, MESSAGE_BYTES);
        call(first, 0, 1, MESSAGE_BYTES, 0);
        call(second, 0, 1, MESSAGE_BYTES, 0);
        world.run(5_000 * MS);
        assertEquals(3, answered);
    }

    @Test
    void shouldLetManySendersSendNoMoreThanTheBudget() {
        world.faults.mtuBytes = 8_900;
        var server = node(0, Dialect.OWN);
        server.loop.pausedUntilNs = 0;
        for (int i = 0; i < SENDERS; i++) {
            call(node(AddressBook.FIRST_CLIENT + i, Dialect.OWN), 0, 1, 100, 0);
        }
        world.run(20 * MS);
        answered = 0;
        for (int i = 0; i < SENDERS; i++) {
            call(nodes.get(i + 1), 0, 1, MESSAGE_BYTES, 0);
        }
        long most = most(server.ports[0], SENDERS);
        long allowed = Tuning.GRANTED_LEAST_BYTES + (long) SENDERS * Tuning.UNSCHEDULED_BYTES;
        assertTrue(most <= allowed * 5 / 4, most + " bytes waited, allowed are " + allowed);
        assertTrue(world.count("stalled_by_grant", AddressBook.FIRST_CLIENT) > 0);
        assertEquals(0, world.count("retransmitted_fragments", AddressBook.FIRST_CLIENT));
    }

    @Test
    void shouldAskForNoMoreThanItCanTake() {
        world.faults.mtuBytes = 8_900;
        var client = node(AddressBook.FIRST_CLIENT, Dialect.OWN);
        for (int i = 0; i < SENDERS; i++) {
            node(i, Dialect.OWN);
            call(client, i, 1, 100, 0);
        }
        world.run(20 * MS);
        answered = 0;
        for (int i = 0; i < SENDERS; i++) {
            call(client, i, Opcode.READ, 100, MESSAGE_BYTES);
        }
        long most = most(client.ports[0], SENDERS);
        long allowed = Tuning.GRANTED_LEAST_BYTES + (long) SENDERS * Tuning.UNSCHEDULED_BYTES;
        assertTrue(most <= allowed * 5 / 4, most + " bytes waited, allowed are " + allowed);
    }

    @Test
    void shouldSurviveTheLossOfGrants() {
        world.faults.mtuBytes = 8_900;
        world.faults.loss = 0.1;
        node(0, Dialect.OWN);
        for (int i = 0; i < 4; i++) {
            var sender = node(AddressBook.FIRST_CLIENT + i, Dialect.OWN);
            for (int message = 0; message < 20; message++) {
                call(sender, 0, message % 2 == 0 ? 1 : Opcode.READ, 700_000, 0);
            }
        }
        most(nodes.getFirst().ports[0], 80);
    }

    @Test
    void shouldServePeersThatKnowNoGrants() {
        var old = new Dialect(1, 1, 0);
        node(0, old);
        var sender = node(AddressBook.FIRST_CLIENT, Dialect.OWN);
        call(sender, 0, 1, 4 << 20, 0);
        call(sender, 0, Opcode.READ, 10, MESSAGE_BYTES);
        most(nodes.getFirst().ports[0], 2);
        assertEquals(0, world.count("stalled_by_grant", AddressBook.FIRST_CLIENT));
    }
}
