package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.layout.AddressBook;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.Session;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;

/** Ports that come, drain and go, and peers that restart. */
class PathTest {
    private static final long MS = 1_000_000;

    private final FakeWorld world = new FakeWorld(7);
    private FakeNode server = new FakeNode(world, 0, this::serve);
    private final FakeNode client =
            new FakeNode(world, AddressBook.FIRST_CLIENT, request -> request.reply(-38));
    private final MemorySegment bytes = world.arena.allocate(1 << 20);
    private int served;
    private int answered;
    private int lost;
    private int requestBytes = 4096;
    private boolean again = true;
    private boolean hold;
    private boolean fail;
    private int failed;

    @AfterEach
    void close() {
        client.close();
        server.close();
        world.close();
    }

    private void serve(InboundRequest request) {
        served++;
        if (fail) {
            throw new IllegalStateException("a defect");
        }
        if (hold) {
            server.held.add(request);
        } else {
            EchoTest.echo(request);
        }
    }

    private void onReply(long token, int status, MemorySegment body, long offset, int length) {
        if (status == Session.PEER_LOST) {
            lost++;
            return;
        }
        if (status == -5) {
            failed++;
            return;
        }
        answered++;
        assertEquals(requestBytes, length);
        if (again) {
            call();
        }
    }

    private int call() {
        return client.endpoint
                .session(0)
                .call(Opcode.ECHO, 0, bytes, 0, requestBytes, bytes, 0, 0, this::onReply, 0);
    }

    private void load(int depth, long forNs) {
        for (int i = 0; i < depth; i++) {
            assertEquals(0, call());
        }
        world.run(forNs);
    }

    private void finish() {
        again = false;
        world.run(2_000 * MS);
        assertEquals(Tuning.SLOTS, client.endpoint.session(0).freeSlots());
        assertEquals(served, answered + lost);
        assertEquals(0, client.memory.pool.used());
        assertEquals(0, server.memory.pool.used());
    }

    private void swap(FakeNode node, int from, int to) {
        node.portUp(to);
        node.endpoint.laneUser().portDraining(from);
    }

    @Test
    void shouldMoveToNewPortsWithoutSendingAnythingAgain() {
        load(8, 10 * MS);
        for (int swap = 0; swap < 8; swap++) {
            int from = swap % 4;
            int to = (swap + 1) % 4;
            swap(client, from, to);
            swap(server, from, to);
            world.run(15 * MS);
            assertTrue(client.endpoint.laneUser().isDrained(from));
            assertTrue(server.endpoint.laneUser().isDrained(from));
            client.portDown(from);
            server.portDown(from);
            int before = answered;
            world.run(5 * MS);
            assertTrue(answered > before + 100);
        }
        finish();
        assertEquals(0, lost);
        assertEquals(0, world.count("retransmitted_fragments", 0));
        assertEquals(0, world.count("retransmitted_fragments", AddressBook.FIRST_CLIENT));
    }

    @Test
    void shouldNotCallAPortDrainedWhileSomethingIsInFlight() {
        again = false;
        load(1, 10 * MS);
        world.faults.loss = 1;
        call();
        world.run(MS);
        swap(client, 0, 1);
        world.run(3 * MS);
        assertFalse(client.endpoint.laneUser().isDrained(0));
        world.faults.loss = 0;
        world.run(100 * MS);
        assertTrue(client.endpoint.laneUser().isDrained(0));
        finish();
        assertEquals(0, lost);
    }

    @Test
    void shouldSendAgainWhatWentDownWithAPort() {
        requestBytes = 200_000;
        load(2, 3 * MS);
        for (int round = 0; round < 10; round++) {
            client.portUp(1);
            client.portDown(0);
            world.run(MS);
            server.portUp(1);
            server.portDown(0);
            world.run(4 * MS);
            client.portUp(0);
            server.portUp(0);
            client.portDown(1);
            server.portDown(1);
            world.run(4 * MS);
        }
        finish();
        assertEquals(0, lost);
        assertTrue(client.endpoint.laneUser().evidence().retransmitted() > 0);
    }

    @Test
    void shouldWaitWithoutAnyPortAndGoOn() {
        load(4, 5 * MS);
        client.portDown(0);
        server.portDown(0);
        world.run(60_000 * MS);
        int before = answered;
        client.portUp(2);
        server.portUp(3);
        world.run(20 * MS);
        assertTrue(answered > before + 100);
        assertTrue(client.endpoint.laneUser().evidence().longestStallNs() >= 60_000 * MS);
        finish();
        assertEquals(0, lost);
    }

    @Test
    void shouldTellThatAPeerRestartedAndOpenAgain() {
        again = false;
        hold = true;
        load(5, 10 * MS);
        assertEquals(5, served);
        server.close();
        hold = false;
        server = new FakeNode(world, 0, this::serve);
        long before = world.nowNs;
        while (lost < 5) {
            world.step();
        }
        assertTrue(world.nowNs - before < 500 * MS, "noticed after " + (world.nowNs - before));
        load(5, 50 * MS);
        assertEquals(5, answered);
        finish();
    }

    @Test
    void shouldGiveUpASilentPeerAndFreeItsSlots() {
        again = false;
        load(1, 10 * MS);
        server.portDown(0);
        for (int i = 0; i < Tuning.SLOTS; i++) {
            assertEquals(0, call());
        }
        assertEquals(Session.REFUSED, call());
        world.run(2_000 * MS);
        assertEquals(0, lost);
        world.run(2_000 * MS);
        assertEquals(Tuning.SLOTS, lost);
        assertEquals(Tuning.SLOTS, client.endpoint.session(0).freeSlots());
        server.portUp(1);
        load(1, 100 * MS);
        assertEquals(2, answered);
    }

    @Test
    void shouldTryAgainWhenAPortRefuses() {
        requestBytes = 100_000;
        load(2, 2 * MS);
        for (int i = 0; i < 20; i++) {
            client.ports[0].takes = i % 5;
            server.ports[0].takes = i % 3;
            world.run(2 * MS);
        }
        finish();
        assertEquals(0, lost);
        assertTrue(world.count("refused_by_port", AddressBook.FIRST_CLIENT) > 0);
    }

    @Test
    void shouldSendAgainOnlyTheFragmentThatIsMissing() {
        again = false;
        requestBytes = 1 << 20;
        world.faults.mtuBytes = 1_400;
        swap(client, 0, 1);
        swap(server, 0, 1);
        load(1, 100 * MS);
        assertEquals(1, answered);
        var skip = new int[] {40};
        world.filter = bytes -> skip[0]-- != 0;
        load(1, 100 * MS);
        assertEquals(2, answered);
        assertEquals(1, world.count("retransmitted_fragments", AddressBook.FIRST_CLIENT));
        finish();
    }

    @Test
    void shouldMakeRoomForNewPeersByDroppingIdleOnes() {
        again = false;
        load(1, 10 * MS);
        for (int id = 1; id <= SessionTable.MOST + 10; id++) {
            try (var stranger = new FakeNode(
                    world, AddressBook.FIRST_CLIENT + id, request -> request.reply(-38))) {
                stranger.endpoint
                        .session(0)
                        .call(Opcode.ECHO, 0, bytes, 0, 8, bytes, 0, 0, (t, s, b, o, l) -> {}, 0);
                world.run(5 * MS);
            }
        }
        assertEquals(SessionTable.MOST + 11, served);
        assertTrue(world.count("sessions_evicted", 0) >= 10);
        load(2, 100 * MS);
        assertEquals(2, answered + lost - 1);
    }

    @Test
    void shouldAnswerWithAnErrorWhenAHandlerFails() {
        again = false;
        fail = true;
        load(3, 50 * MS);
        assertEquals(3, failed);
        assertEquals(3, world.count("handler_failures", 0));
        fail = false;
        load(3, 50 * MS);
        assertEquals(3, answered);
    }
}
