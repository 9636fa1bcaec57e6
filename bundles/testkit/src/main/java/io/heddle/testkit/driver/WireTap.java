package io.heddle.testkit.driver;

import io.heddle.foreign.linux.Linux;
import io.heddle.net.NetAddress;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.nio.ByteOrder;

/** UDP packets that arrive at an interface, as the wire has them (packet(7)). Needs CAP_NET_RAW. */
final class WireTap implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW_NONBLOCK_CLOEXEC = 3 | 0x800 | 0x80000;
    private static final short ETH_P_ALL_BIG_ENDIAN = 0x0300;
    private static final int SOCKADDR_LL_BYTES = 20;
    private static final int IFREQ_BYTES = 40;
    private static final int SIOCGIFINDEX = 0x8933;
    private static final int ETHERNET_BYTES = 14;
    private static final int UDP = 17;
    private static final ValueLayout.OfShort NET_SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NET_INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /**
     * A packet.
     *
     * @param ipBytes header and payload of IP
     * @param trafficClass DSCP and ECN
     * @param flags flags and fragment offset of IPv4, 0x4000 is DF alone; 0 for IPv6
     * @param source the last 32 bits of the sender's address
     */
    record Packet(int ipBytes, int trafficClass, int flags, int protocol, int source) {
        boolean isUdp() {
            return protocol == UDP;
        }
    }

    private final Linux linux = new Linux();
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment frame = arena.allocate(1 << 17, 8);
    private final int fd;
    private @Nullable NetAddress sender;

    private WireTap(int fd) {
        this.fd = fd;
    }

    /** A tap on an interface of this thread's network namespace. */
    static WireTap on(String name) throws SocketException {
        try (var linux = new Linux();
                Arena arena = Arena.ofConfined()) {
            int fd = linux.socket(AF_PACKET, SOCK_RAW_NONBLOCK_CLOEXEC, ETH_P_ALL_BIG_ENDIAN);
            MemorySegment address = arena.allocate(SOCKADDR_LL_BYTES, 8);
            address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(ValueLayout.JAVA_SHORT, 2, ETH_P_ALL_BIG_ENDIAN);
            MemorySegment request = arena.allocate(IFREQ_BYTES, 8);
            request.setString(0, name);
            long result = fd < 0 ? fd : linux.ioctl(fd, SIOCGIFINDEX, request.address());
            if (result >= 0) {
                address.set(ValueLayout.JAVA_INT, 4, request.get(ValueLayout.JAVA_INT, 16));
                result = linux.bind(fd, address.address(), SOCKADDR_LL_BYTES);
            }
            if (result < 0) {
                linux.close(fd);
                throw new SocketException("no tap on " + name + ": error " + -result);
            }
            return new WireTap(fd);
        }
    }

    /** Sees packets of one sender only: kernels say things of their own on a new interface. */
    WireTap of(NetAddress address) {
        sender = address;
        return this;
    }

    private boolean isHeard(Packet packet) {
        return sender == null
                ? packet.protocol != 58 && packet.protocol != 0
                : packet.source == (int) sender.low() && packet.protocol != 58;
    }

    /** The next IP packet that is no neighbour discovery, or null if none waits. */
    @Nullable
    Packet poll() {
        while (true) {
            long bytes = linux.read(fd, frame.address(), frame.byteSize());
            if (bytes < 0) {
                return null;
            }
            int type = frame.get(NET_SHORT, 12) & 0xffff;
            Packet packet = type == 0x0800 ? ipv4() : type == 0x86dd ? ipv6() : null;
            if (packet != null && isHeard(packet)) {
                return packet;
            }
        }
    }

    /** The next packet, for which it waits. */
    Packet next(long timeoutNs) {
        long deadline = System.nanoTime() + timeoutNs;
        Packet packet = poll();
        while (packet == null) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no packet came");
            }
            Thread.onSpinWait();
            packet = poll();
        }
        return packet;
    }

    private Packet ipv4() {
        return new Packet(
                frame.get(NET_SHORT, ETHERNET_BYTES + 2) & 0xffff,
                frame.get(ValueLayout.JAVA_BYTE, ETHERNET_BYTES + 1) & 0xff,
                frame.get(NET_SHORT, ETHERNET_BYTES + 6) & 0xffff,
                frame.get(ValueLayout.JAVA_BYTE, ETHERNET_BYTES + 9) & 0xff,
                frame.get(NET_INT, ETHERNET_BYTES + 12));
    }

    private Packet ipv6() {
        return new Packet(
                (frame.get(NET_SHORT, ETHERNET_BYTES + 4) & 0xffff) + 40,
                frame.get(NET_INT, ETHERNET_BYTES) >>> 20 & 0xff,
                0,
                frame.get(ValueLayout.JAVA_BYTE, ETHERNET_BYTES + 6) & 0xff,
                frame.get(NET_INT, ETHERNET_BYTES + 20));
    }

    @Override
    public void close() {
        linux.close(fd);
        linux.close();
        arena.close();
    }
}
