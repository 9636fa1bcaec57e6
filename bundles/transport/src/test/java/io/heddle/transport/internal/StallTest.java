package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.layout.AddressBook;
import io.heddle.testkit.sim.SimLane;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A loop that stands still, or whose machine slept, says nothing about its peers. */
class StallTest {
    private static final long MS = 1_000_000;

    private final SimWorld world = new SimWorld(942);
    private final AddressBook book = new AddressBook();
    private final LoopMemory memory = new LoopMemory(8 << 20);
    private final SimLoop server = world.loop("server 0");
    private final SimLoop client = world.loop("client 0");
    private final NodeEndpoint there = endpoint(0, server);
    private final NodeEndpoint here = endpoint(AddressBook.FIRST_CLIENT, client);
    private final SimLane serverLane = new SimLane(world, server, there.laneUser());
    private final List<Integer> statuses = new ArrayList<>();

    StallTest() {
        new SimLane(world, client, here.laneUser());
    }

    private NodeEndpoint endpoint(int node, SimLoop loop) {
        memory.join();
        var made = new NodeEndpoint(
                node, loop, book, request -> request.reply(7), memory, memory::leave);
        loop.run(() -> loop.add(made));
        return made;
    }

    @AfterEach
    void close() {
        client.run(() -> client.remove(here));
        server.run(() -> server.remove(there));
        memory.close();
    }

    private void call() {
        client.run(() -> here.session(0)
                .call(
                        Opcode.ECHO,
                        0,
                        MemorySegment.NULL,
                        0,
                        0,
                        MemorySegment.NULL,
                        0,
                        0,
                        (token, status, body, offset, bytes) -> statuses.add(status),
                        0));
    }

    @Test
    void shouldNotCountItsOwnStallsAsSilenceOfAPeerWithoutAPort() {
        call();
        assertTrue(world.runUntil(() -> statuses.size() == 1));
        serverLane.lose(600 * MS);
        call();
        world.runFor(150 * MS);
        for (int stall = 0; stall < 3; stall++) {
            client.skewClock(stall == 0 ? 110 * MS : 3_500 * MS);
            world.runFor(100 * MS);
        }
        assertTrue(world.runUntil(() -> statuses.size() == 2), world.toString());
        assertEquals(List.of(7, 7), statuses);
    }

    @Test
    void shouldStillMissAPeerThatIsGoneThoughEveryTurnIsLate() {
        call();
        assertTrue(world.runUntil(() -> statuses.size() == 1));
        world.network().cut("server 0", "client 0");
        call();
        client.slow(5 * MS);
        assertTrue(world.runUntil(() -> statuses.size() == 2, 10_000 * MS), world.toString());
        assertEquals(List.of(7, -107), statuses);
    }
}
