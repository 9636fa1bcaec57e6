package io.heddle.drivers.udp.nativ;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.MessageVector;
import io.heddle.foreign.linux.Sockets;
import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.PortConfig;
import io.heddle.testkit.driver.RecordedPortEvents;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/** Buffers of segments where the kernel cannot cut them: more than one call has room for, too. */
class SplitSendTest {
    private static final long SOON_NS = 30_000_000_000L;

    private final SocketGroup group = SocketGroup.open(
            new PortConfig("split", NetAddress.ipv4(0x7f00_0001, 0), 1_472),
            SocketSettings.STANDARD,
            new RecordedPortEvents());
    private final MessageVector messages = new MessageVector(8, Sockets.AF_INET);
    private final SplitSend split = new SplitSend(group.linux(), group.sender(), messages);
    private final Arena arena = Arena.ofConfined();
    private final Datagram buffer = new Datagram(arena.allocate(1 << 17), 0, 1 << 17);

    @AfterEach
    void close() {
        group.close();
        messages.close();
        arena.close();
    }

    @Test
    void shouldSendEachSegmentAsADatagramOfItsOwn() {
        int segment = 1_000;
        int bytes = 20 * segment + 17;
        for (int at = 0; at < bytes; at += segment) {
            buffer.memory().set(ValueLayout.JAVA_INT_UNALIGNED, at, at);
        }
        group.joinNoMore();
        buffer.set(bytes, segment);
        buffer.remote(group.local());
        assertEquals(1, split.send(buffer));
        try (var in = new MessageVector(1, Sockets.AF_INET)) {
            var room = arena.allocate(2_048);
            for (int at = 0; at < bytes; at += segment) {
                in.buffer(0, room.address(), 2_048);
                in.expect(0);
                receive(in);
                assertEquals(Math.min(segment, bytes - at), in.lengthBytes(0));
                assertEquals(at, room.get(ValueLayout.JAVA_INT, 0));
            }
        }
    }

    private void receive(MessageVector in) {
        long deadline = System.nanoTime() + SOON_NS;
        int got;
        do {
            got = group.linux().recvmmsg(group.sender(), in.address(0), 1, Sockets.MSG_DONTWAIT);
        } while (got == -Errno.EAGAIN && System.nanoTime() < deadline);
        assertEquals(1, got);
    }

    @Test
    void shouldSayWhyNothingOfABufferCouldBeSent() {
        buffer.set(70_000, 0);
        buffer.remote(group.local());
        assertEquals(-Errno.EMSGSIZE, split.send(buffer));
    }
}
