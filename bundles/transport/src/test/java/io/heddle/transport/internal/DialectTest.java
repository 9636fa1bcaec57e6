package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.layout.AddressBook;
import io.heddle.testkit.sim.RecordedEvents;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.lang.foreign.MemorySegment;

/** Newer and older nodes talk in what both know, and say so when there is nothing. */
class DialectTest {
    private static final long MS = 1_000_000;

    private final FakeWorld world = new FakeWorld(5);
    private final MemorySegment bytes = world.arena.allocate(1 << 20);
    private int answered;
    private byte[] lastData = {};

    @AfterEach
    void close() {
        world.close();
    }

    private FakeNode node(int id, int oldest, int newest, long features) {
        var node = new FakeNode(world, id, EchoTest::echo, new Dialect(oldest, newest, features));
        node.portUp(0);
        return node;
    }

    private void call(FakeNode client) {
        client.endpoint
                .session(0)
                .call(
                        Opcode.ECHO,
                        0,
                        bytes,
                        0,
                        1 << 20,
                        bytes,
                        0,
                        0,
                        (token, status, body, offset, length) -> answered++,
                        0);
    }

    @ParameterizedTest
    @CsvSource({"1,1,1,3,1", "1,3,1,1,1", "1,2,2,3,2", "2,4,1,4,4"})
    void shouldTakeTheNewestVersionThatBothSpeak(
            int askOldest, int askNewest, int answerOldest, int answerNewest, int wanted) {
        var client = node(AddressBook.FIRST_CLIENT, askOldest, askNewest, -1);
        var server = node(0, answerOldest, answerNewest, 1);
        world.tap = datagram -> {
            if ((datagram[0] & 15) == OuterHeader.DATA) {
                lastData = datagram;
            }
        };
        call(client);
        world.run(500 * MS);
        assertEquals(1, answered);
        assertEquals(wanted, lastData[0] >>> 4);
        client.close();
        server.close();
    }

    @Test
    void shouldSayThatAPeerIsTooOldAndGoOnWhenItIsUpdated() {
        var client = node(AddressBook.FIRST_CLIENT, 2, 3, 1);
        var server = node(0, 1, 1, 1);
        call(client);
        world.run(500 * MS);
        assertEquals(0, answered);
        var events = (RecordedEvents) client.loop.events();
        var alert = events.alerts().getFirst();
        assertEquals("peer-version", alert.kind());
        assertTrue(alert.evidence().contains("there 1 to 1, here 2 to 3"), alert.evidence());
        server.close();
        server = node(0, 1, 2, 1);
        world.run(2_000 * MS);
        assertEquals(1, answered);
        assertTrue(events.alerts().isEmpty());
        client.close();
        server.close();
    }
}
