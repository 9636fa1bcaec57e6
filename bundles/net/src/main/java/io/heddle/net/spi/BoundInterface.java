package io.heddle.net.spi;

import io.heddle.net.NetAddress;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * The kernel's interface that has the address of a port.
 *
 * @param name such as "eth0"; null where no single interface has the address
 * @param index as the kernel numbers it; 0 without a name
 * @param isLoopback whether datagrams never leave the machine
 * @param mtuBytes the largest UDP payload of one datagram there that the port was asked for
 */
public record BoundInterface(@Nullable String name, int index, boolean isLoopback, int mtuBytes) {
    /** Loopback has a frame of 64 KiB; this leaves room for headers and is what transport asks for. */
    private static final int LOOPBACK_MTU_BYTES = 60_000;

    private static final int IPV4_HEADERS = 28;
    private static final int IPV6_HEADERS = 48;
    private static final int ENODEV = 19;

    /** Asks the system. */
    public static BoundInterface of(PortConfig config) {
        NetAddress bind = config.bind();
        try {
            NetworkInterface card = NetworkInterface.getByInetAddress(inet(bind));
            if (card == null) {
                return new BoundInterface(null, 0, false, config.mtuBytes());
            }
            NetworkInterface parent = card.getParent(); // Of an alias such as eth0:1.
            card = parent == null ? card : parent;
            boolean loopback = card.isLoopback();
            int most = loopback
                    ? LOOPBACK_MTU_BYTES
                    : card.getMTU() - (bind.isIpv4() ? IPV4_HEADERS : IPV6_HEADERS);
            return new BoundInterface(
                    card.getName(), card.getIndex(), loopback, Math.min(most, config.mtuBytes()));
        } catch (SocketException unreadable) {
            throw new StorageException(
                    ENODEV,
                    "The interface of " + bind + " cannot be read: " + unreadable.getMessage()
                            + "; check `ip link`.",
                    unreadable);
        }
    }

    /** The address as the JDK has it: an Inet4Address for a mapped one. */
    public static InetAddress inet(NetAddress address) {
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(address.high())
                .putLong(address.low())
                .array();
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("16 bytes are an address", impossible);
        }
    }
}
