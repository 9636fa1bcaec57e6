package io.heddle.testkit.driver;

import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.MessageVector;
import io.heddle.foreign.linux.Sockets;
import io.heddle.foreign.linux.UdpOptions;
import io.heddle.net.NetAddress;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Sends datagrams with any ECN codepoint, as if a router on the way had set it. */
final class MarkedSender implements AutoCloseable {
    private final Linux linux = new Linux();
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment bytes = arena.allocate(1 << 16);
    private final int family;
    private final int fd;
    private final MessageVector message;

    MarkedSender(boolean isIpv4) {
        family = isIpv4 ? Sockets.AF_INET : Sockets.AF_INET6;
        fd = linux.socket(family, Sockets.SOCK_DGRAM | Sockets.SOCK_CLOEXEC, 0);
        message = new MessageVector(1, family);
    }

    void send(int codepoint, int lengthBytes, int segmentBytes, NetAddress to) {
        int result = new UdpOptions(linux, fd, family).trafficClass(codepoint);
        message.buffer(0, bytes.address(), lengthBytes);
        message.remote(0, to.high(), to.low(), to.port());
        message.segment(0, segmentBytes);
        int sent = result < 0 ? result : linux.sendmmsg(fd, message.address(0), 1, 0);
        if (sent != 1) {
            throw new AssertionError("a marked datagram was not sent: error " + -sent);
        }
    }

    @Override
    public void close() {
        linux.close(fd);
        linux.close();
        message.close();
        arena.close();
    }
}
