package io.heddle.drivers.udp.netty;

import io.heddle.foreign.linux.Errno;
import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.PortConfig;
import io.heddle.runtime.StorageException;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Between two longs and the address objects of the JDK. */
final class Addresses {
    /** Loopback has a frame of 64 KiB; this leaves room for headers and is what transport asks for. */
    private static final int LOOPBACK_MTU_BYTES = 60_000;

    private static final int IPV4_HEADERS = 28;
    private static final int IPV6_HEADERS = 48;
    private static final long V4_MAPPED = 0xffff_0000_0000L;
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Addresses() {}

    static InetSocketAddress inet(NetAddress address) {
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(address.high())
                .putLong(address.low())
                .array();
        try {
            // Gives an Inet4Address for a mapped one.
            return new InetSocketAddress(InetAddress.getByAddress(bytes), address.port());
        } catch (UnknownHostException impossible) {
            throw new AssertionError("16 bytes are an address", impossible);
        }
    }

    static NetAddress net(InetSocketAddress address) {
        byte[] bytes = address.getAddress().getAddress();
        return bytes.length == 4
                ? NetAddress.ipv4((int) INT.get(bytes, 0), address.getPort())
                : new NetAddress(
                        (long) LONG.get(bytes, 0), (long) LONG.get(bytes, 8), address.getPort());
    }

    /** Writes the sender into a datagram. */
    static void remote(Datagram datagram, InetSocketAddress sender) {
        byte[] bytes = sender.getAddress().getAddress();
        if (bytes.length == 4) {
            datagram.remote(
                    0, V4_MAPPED | ((int) INT.get(bytes, 0) & 0xffff_ffffL), sender.getPort());
        } else {
            datagram.remote((long) LONG.get(bytes, 0), (long) LONG.get(bytes, 8), sender.getPort());
        }
    }

    /** The largest UDP payload of one datagram on the interface of an address. */
    static int mtuBytes(PortConfig config) {
        NetAddress bind = config.bind();
        try {
            NetworkInterface card = NetworkInterface.getByInetAddress(inet(bind).getAddress());
            if (card == null) {
                return config.mtuBytes();
            }
            int most = card.isLoopback()
                    ? LOOPBACK_MTU_BYTES
                    : card.getMTU() - (bind.isIpv4() ? IPV4_HEADERS : IPV6_HEADERS);
            return Math.min(most, config.mtuBytes());
        } catch (SocketException unreadable) {
            throw new StorageException(
                    Errno.ENODEV,
                    "The interface of " + bind + " cannot be read: " + unreadable.getMessage()
                            + "; check `ip link`.",
                    unreadable);
        }
    }
}
