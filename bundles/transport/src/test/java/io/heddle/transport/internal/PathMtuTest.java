package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.layout.AddressBook;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.MemorySegment;

/** Datagrams as large as the path carries, found by probes alone. */
@ParameterizedClass(name = "sealed: {0}")
@ValueSource(booleans = {false, true})
class PathMtuTest {
    private static final long MS = 1_000_000;

    private final FakeWorld world;
    private final FakeNode server;
    private final FakeNode client;
    private final MemorySegment bytes;
    private int answered;
    private int largest;

    PathMtuTest(boolean sealed) {
        world = new FakeWorld(3, sealed);
        server = new FakeNode(world, 0, EchoTest::echo, Dialect.OWN);
        client = new FakeNode(
                world, AddressBook.FIRST_CLIENT, request -> request.reply(-38), Dialect.OWN);
        bytes = world.arena.allocate(1 << 20);
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        world.close();
    }

    private void start(int portBytes, int networkBytes) {
        world.faults.mtuBytes = portBytes;
        client.portUp(0);
        server.portUp(0);
        network(networkBytes);
    }

    private void network(int networkBytes) {
        largest = 0;
        world.filter = datagram -> {
            boolean passes = datagram <= networkBytes;
            largest = passes ? Math.max(largest, datagram) : largest;
            return passes;
        };
    }

    private void echo(int count, int length, long withinNs) {
        int before = answered;
        for (int i = 0; i < count; i++) {
            client.endpoint
                    .session(0)
                    .call(
                            Opcode.ECHO,
                            0,
                            bytes,
                            0,
                            length,
                            bytes,
                            0,
                            0,
                            (token, status, body, offset, got) -> {
                                assertEquals(length, got);
                                answered++;
                            },
                            0);
        }
        world.run(withinNs);
        assertEquals(before + count, answered);
    }

    @Test
    void shouldSendAsMuchAsThePortWhereTheNetworkCarriesIt() {
        start(60_000, 60_000);
        echo(1, 100, 10 * MS);
        echo(1, 59_000, 10 * MS);
        assertEquals(60_000, largest);
    }

    @Test
    void shouldFindTheLargestThatANetworkCarries() {
        start(8_972, 1_472);
        for (int i = 0; i < 20; i++) {
            echo(2, 20_000, 200 * MS);
        }
        network(1_472);
        echo(2, 20_000, 200 * MS);
        assertTrue(largest > 1_400 && largest <= 1_472, "largest " + largest);
        assertEquals(0, world.count("sessions_lost", AddressBook.FIRST_CLIENT));
        assertEquals(0, world.count("retransmitted_fragments", AddressBook.FIRST_CLIENT));
    }

    @Test
    void shouldLeaveABlackHole() {
        start(8_972, 8_972);
        echo(4, 100_000, 100 * MS);
        assertEquals(8_972, largest);
        network(1_400);
        echo(4, 100_000, 1_000 * MS);
        assertTrue(largest <= 1_400);
        for (int i = 0; i < 20; i++) {
            echo(2, 20_000, 200 * MS);
        }
        assertEquals(1_400, largest);
    }

    @Test
    void shouldAskAgainForMoreAfterAWhile() {
        start(8_972, 1_472);
        for (int i = 0; i < 20; i++) {
            echo(2, 20_000, 100 * MS);
        }
        network(8_972);
        for (int i = 0; i < 10; i++) {
            echo(2, 20_000, 100 * MS);
        }
        assertTrue(largest > 1_400 && largest <= 1_472, "largest " + largest);
        world.run(Tuning.MTU_RAISE_NS);
        echo(2, 20_000, 100 * MS);
        echo(2, 20_000, 100 * MS);
        assertEquals(8_972, largest);
    }

    @Test
    void shouldNotOvershootANarrowWindowWithLargeDatagrams() {
        start(60_000, 60_000);
        world.faults.marks = true;
        for (int i = 0; i < 60; i++) {
            echo(4, 59_000, 100 * MS);
        }
        network(60_000);
        echo(4, 59_000, 100 * MS);
        assertTrue(largest <= Tuning.WINDOW_LEAST_BYTES, "largest " + largest);
        world.faults.marks = false;
        for (int i = 0; i < 20; i++) {
            echo(8, 59_000, 100 * MS);
        }
        assertTrue(largest > 59_000, "largest " + largest);
    }

    @Test
    void shouldFindItInSpiteOfLoss() {
        world.faults.loss = 0.05;
        start(8_972, 8_972);
        for (int i = 0; i < 30; i++) {
            echo(4, 50_000, 300 * MS);
        }
        assertEquals(8_972, largest);
    }
}
