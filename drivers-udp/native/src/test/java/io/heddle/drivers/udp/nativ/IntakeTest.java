package io.heddle.drivers.udp.nativ;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortTally;
import io.heddle.testkit.driver.RecordedPortEvents;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;

/** How much a read asks for, by what came before. Loopback has delivered when a send returns. */
class IntakeTest {
    private static final int BATCH = 32;
    private static final int CAPACITY_BYTES = SocketGroup.MOST_BYTES;

    private final RecordedPortEvents events = new RecordedPortEvents();
    private final SocketGroup group = SocketGroup.open(
            new PortConfig("intake", NetAddress.ipv4(0x7f00_0001, 0), 1_472),
            SocketSettings.STANDARD,
            events);
    private final NativeUdpPort port = new NativeUdpPort(group, events);
    private final Intake intake = new Intake(group, BATCH, new PortTally());
    private final Arena arena = Arena.ofConfined();
    private final Datagram[] tx = {new Datagram(arena.allocate(64), 0, 64)};
    private final Datagram[] rx = new Datagram[BATCH];

    @BeforeEach
    void room() {
        var memory = arena.allocate((long) BATCH * CAPACITY_BYTES);
        for (int index = 0; index < BATCH; index++) {
            rx[index] = new Datagram(memory, (long) index * CAPACITY_BYTES, CAPACITY_BYTES);
        }
    }

    @AfterEach
    void close() {
        intake.close();
        port.close();
        arena.close();
    }

    /** Of different lengths, since equal ones may arrive joined. */
    private void send(int count) {
        for (int index = 0; index < count; index++) {
            tx[0].set(index % 2 == 0 ? 20 : 30 + index, 0);
            tx[0].remote(group.local());
            assertEquals(1, port.txBurst(tx, 0, 1));
        }
    }

    private int receive() {
        return intake.receive(rx, 0, BATCH);
    }

    @Test
    void shouldTakeAllOfTheFirstBurst() {
        send(20);
        assertEquals(20, receive());
        assertEquals(0, receive());
    }

    @Test
    void shouldAskForAsManyAsCameLast() {
        send(1);
        assertEquals(1, receive());
        assertEquals(0, receive());
        send(2);
        assertEquals(1, receive());
        assertEquals(1, receive());
        assertEquals(0, receive());
    }

    @Test
    void shouldAskForAllAfterTwoFullReads() {
        send(1);
        assertEquals(1, receive());
        assertEquals(0, receive());
        send(22);
        assertEquals(1, receive());
        assertEquals(1, receive());
        assertEquals(20, receive());
        assertEquals(0, receive());
    }

    @Test
    void shouldTakeFewerThanItWouldAskForWhereThereIsLessRoom() {
        send(20);
        assertEquals(20, receive());
        send(20);
        assertEquals(3, intake.receive(rx, 4, 3));
        assertTrue(rx[6].lengthBytes() >= 20);
        assertEquals(17, receive());
        assertEquals(0, receive());
    }
}
