package io.heddle.testkit.driver;

import io.heddle.foreign.linux.Linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;

/** Sockets for whole frames of an interface (packet(7)). Need CAP_NET_RAW. */
public final class PacketSocket {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    private static final short ETH_P_ALL_BIG_ENDIAN = 0x0300;
    private static final int SOCKADDR_LL_BYTES = 20;
    private static final int IFREQ_BYTES = 40;
    private static final int SIOCGIFINDEX = 0x8933;

    private PacketSocket() {}

    /** The descriptor of one on an interface of this thread's network namespace; does not block. */
    public static int on(Linux linux, String nic) throws SocketException {
        try (Arena arena = Arena.ofConfined()) {
            int fd = linux.socket(AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, ETH_P_ALL_BIG_ENDIAN);
            MemorySegment address = arena.allocate(SOCKADDR_LL_BYTES, 8);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(ValueLayout.JAVA_SHORT, 2, ETH_P_ALL_BIG_ENDIAN);
            MemorySegment request = arena.allocate(IFREQ_BYTES, 8);
            request.setString(0, nic);
            long result = fd < 0 ? fd : linux.ioctl(fd, SIOCGIFINDEX, request.address());
            if (result >= 0) {
                address.set(ValueLayout.JAVA_INT, 4, request.get(ValueLayout.JAVA_INT, 16));
                result = linux.bind(fd, address.address(), SOCKADDR_LL_BYTES);
            }
            if (result < 0) {
                linux.close(fd);
                throw new SocketException("no packet socket on " + nic + ": error " + -result);
            }
            return fd;
        }
    }
}
