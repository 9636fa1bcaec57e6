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
        try (var linux = new Linux()) {
            return new WireTap(PacketSocket.on(linux, name));
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
