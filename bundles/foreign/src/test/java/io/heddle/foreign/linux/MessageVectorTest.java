package io.heddle.foreign.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel itself judges the layout: two messages go out and come back with all their parts. */
class MessageVectorTest {
    private static final long LOOPBACK = 0xffff_7f00_0001L;
    private static final Path IPV6 = Path.of("/proc/net/if_inet6");

    @Test
    void shouldCarryBytesAddressesAndSegmentSizes() {
        roundTrip(Sockets.AF_INET);
        Assumptions.assumeTrue(Files.exists(IPV6), "SKIPPED: this kernel has no IPv6");
        roundTrip(Sockets.AF_INET6);
    }

    private static void roundTrip(int family) {
        try (var linux = new Linux();
                var out = new MessageVector(4, family);
                var in = new MessageVector(4, family);
                Arena arena = Arena.ofConfined()) {
            int a = bound(linux, out, family);
            int b = bound(linux, in, family);
            int port = in.remotePort(0);
            int sender = out.remotePort(0);
            assertTrue(linux.setsockopt(b, Sockets.SOL_UDP, Sockets.UDP_GRO, 1) >= 0);
            assertEquals(0, new UdpOptions(linux, a, family).trafficClass(Sockets.ECN_CE));
            assertEquals(0, new UdpOptions(linux, b, family).tellTrafficClass());
            var bytes = arena.allocate(65_536);
            bytes.set(ValueLayout.JAVA_LONG, 0, 0x1122_3344_5566_7788L);
            for (int index = 0; index < 2; index++) {
                out.buffer(index, bytes.address(), index == 0 ? 8 : 250);
                out.remote(index, 0, LOOPBACK, port);
                out.segment(index, index == 0 ? 0 : 100);
            }
            assertEquals(2, linux.sendmmsg(a, out.address(0), 2, Sockets.MSG_DONTWAIT));
            var room = arena.allocate(4 * 1_024);
            for (int index = 0; index < 4; index++) {
                in.buffer(index, room.address() + index * 1_024L, 1_024);
                in.expect(index);
            }
            receive(linux, b, in, 2);
            assertEquals(8, in.lengthBytes(0));
            assertEquals(0x1122_3344_5566_7788L, room.get(ValueLayout.JAVA_LONG, 0));
            in.readControls(0);
            assertEquals(0, in.joinedBytes());
            assertEquals(Sockets.ECN_CE, in.trafficClass());
            assertEquals(7, in.drops(7));
            assertEquals(250, in.lengthBytes(1));
            in.readControls(1);
            assertEquals(100, in.joinedBytes());
            assertEquals(Sockets.ECN_CE, in.trafficClass());
            assertEquals(LOOPBACK, in.remoteLow(1));
            assertEquals(0, in.remoteHigh(1));
            assertEquals(sender, in.remotePort(1));
            assertFalse(in.truncated(1));
            linux.close(a);
            linux.close(b);
        }
    }

    @Test
    void shouldSayThatAMessageDidNotFit() {
        try (var linux = new Linux();
                var out = new MessageVector(1, Sockets.AF_INET);
                var in = new MessageVector(1, Sockets.AF_INET);
                Arena arena = Arena.ofConfined()) {
            int a = bound(linux, out, Sockets.AF_INET);
            int b = bound(linux, in, Sockets.AF_INET);
            var bytes = arena.allocate(64);
            out.buffer(0, bytes.address(), 64);
            out.remote(0, 0, LOOPBACK, in.remotePort(0));
            out.segment(0, 0);
            assertEquals(1, linux.sendmmsg(a, out.address(0), 1, Sockets.MSG_DONTWAIT));
            in.buffer(0, bytes.address(), 63);
            in.expect(0);
            receive(linux, b, in, 1);
            assertTrue(in.truncated(0));
            linux.close(a);
            linux.close(b);
        }
    }

    /** Loopback delivers in a soft interrupt, which a busy machine may put off. */
    private static void receive(Linux linux, int fd, MessageVector in, int count) {
        long deadline = System.nanoTime() + 30_000_000_000L;
        int got = 0;
        while (got < count) {
            assertTrue(System.nanoTime() < deadline, got + " of " + count + " messages came");
            int more = linux.recvmmsg(fd, in.address(got), count - got, Sockets.MSG_DONTWAIT);
            assertTrue(more > 0 || more == -Errno.EAGAIN, "recvmmsg " + more);
            got += Math.max(0, more);
        }
    }

    private static int bound(Linux linux, MessageVector vector, int family) {
        int fd = linux.socket(family, Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC, 0);
        linux.setsockopt(fd, Sockets.IPPROTO_IPV6, Sockets.IPV6_V6ONLY, 0);
        assertEquals(0, linux.bind(fd, vector.sockaddr(0, LOOPBACK, 0), vector.sockaddrBytes()));
        assertEquals(0, vector.localName(linux, fd));
        return fd;
    }
}
