package io.heddle.drivers.udp.nativ;

import static io.heddle.foreign.linux.Sockets.AF_INET;
import static io.heddle.foreign.linux.Sockets.AF_INET6;
import static io.heddle.foreign.linux.Sockets.IPPROTO_IPV6;
import static io.heddle.foreign.linux.Sockets.IPV6_V6ONLY;
import static io.heddle.foreign.linux.Sockets.SOCK_CLOEXEC;
import static io.heddle.foreign.linux.Sockets.SOCK_DGRAM;
import static io.heddle.foreign.linux.Sockets.SOCK_NONBLOCK;
import static io.heddle.foreign.linux.Sockets.SOL_SOCKET;
import static io.heddle.foreign.linux.Sockets.SOL_UDP;
import static io.heddle.foreign.linux.Sockets.SO_RCVBUF;
import static io.heddle.foreign.linux.Sockets.SO_RCVBUFFORCE;
import static io.heddle.foreign.linux.Sockets.SO_RXQ_OVFL;
import static io.heddle.foreign.linux.Sockets.SO_SNDBUF;
import static io.heddle.foreign.linux.Sockets.SO_SNDBUFFORCE;
import static io.heddle.foreign.linux.Sockets.UDP_GRO;
import static io.heddle.foreign.linux.Sockets.UDP_SEGMENT;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.MessageVector;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.runtime.StorageException;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * The slow path of a port: makes, binds and tunes a non-blocking socket, and finds out what it can.
 *
 * @param fd the descriptor
 * @param family AF_INET or AF_INET6
 * @param mtuBytes the largest UDP payload of a datagram on that interface
 * @param segments whether UDP_SEGMENT works
 * @param joins whether UDP_GRO is on
 */
record UdpSocket(
        Linux linux,
        int fd,
        int family,
        NetAddress local,
        int mtuBytes,
        boolean segments,
        boolean joins) {
    /** Loopback has a frame of 64 KiB; this leaves room for headers and is what transport asks for. */
    static final int LOOPBACK_MTU_BYTES = 60_000;

    /** Most segments of one send: UDP_MAX_SEGMENTS of kernels before 6.9. */
    static final int MOST_SEGMENTS = 64;

    /** 65,535 of the IPv4 length field, less 20 for IPv4 and 8 for UDP. */
    static final int MOST_BYTES = 65_507;

    /** 8 MiB: two round trips of 1 ms at 32 Gb/s. */
    static final int BUFFER_BYTES = 8 << 20;

    private static final int IPV4_HEADERS = 28;
    private static final int IPV6_HEADERS = 48;

    static UdpSocket open(PortConfig config, PortEvents events) {
        NetAddress bind = config.bind();
        int family = bind.isIpv4() ? AF_INET : AF_INET6;
        int mtuBytes = mtuBytes(config);
        var linux = new Linux();
        int fd = linux.socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            linux.close();
            throw new StorageException(
                    -fd,
                    "The port of " + config.name() + " cannot have a UDP socket: "
                            + (fd == -Errno.EMFILE
                                    ? "raise the limit of open files (ulimit -n)."
                                    : "the kernel says error " + -fd + "."));
        }
        try {
            NetAddress local = bind(linux, fd, family, config);
            buffers(linux, fd, events);
            linux.setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, 1);
            boolean segments = linux.setsockopt(fd, SOL_UDP, UDP_SEGMENT, 0) == 0;
            boolean joins = linux.setsockopt(fd, SOL_UDP, UDP_GRO, 1) == 0;
            return new UdpSocket(linux, fd, family, local, mtuBytes, segments, joins);
        } catch (RuntimeException failed) {
            linux.close(fd);
            linux.close();
            throw failed;
        }
    }

    /** Switches UDP_GRO off, for a core that offers buffers which joined datagrams could overflow. */
    void joinNoMore() {
        linux.setsockopt(fd, SOL_UDP, UDP_GRO, 0);
    }

    void close() {
        linux.close(fd);
        linux.close();
    }

    private static NetAddress bind(Linux linux, int fd, int family, PortConfig config) {
        if (family == AF_INET6) {
            linux.setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
        }
        NetAddress bind = config.bind();
        try (var name = new MessageVector(1, family)) {
            long sockaddr = name.sockaddr(bind.high(), bind.low(), bind.port());
            int result = linux.bind(fd, sockaddr, name.sockaddrBytes());
            if (result < 0) {
                throw new StorageException(
                        -result,
                        "The port of " + config.name() + " cannot bind " + bind + ": "
                                + remedy(-result));
            }
            name.localName(linux, fd);
            return new NetAddress(name.remoteHigh(0), name.remoteLow(0), name.remotePort(0));
        }
    }

    private static String remedy(int errno) {
        return switch (errno) {
            case Errno.EADDRINUSE ->
                "another socket has it; choose another port, or 0 for a free one.";
            case Errno.EADDRNOTAVAIL ->
                "no interface has that address; configure one that `ip address` shows.";
            case Errno.EACCES -> "ports below 1024 need CAP_NET_BIND_SERVICE; choose a higher one.";
            default -> "the kernel says error " + errno + "; check address and port.";
        };
    }

    /** 8 MiB each way; SO_RCVBUFFORCE needs CAP_NET_ADMIN, without it rmem_max caps. */
    private static void buffers(Linux linux, int fd, PortEvents events) {
        if (linux.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, BUFFER_BYTES) < 0) {
            linux.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, BUFFER_BYTES);
        }
        if (linux.setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, BUFFER_BYTES) < 0) {
            linux.setsockopt(fd, SOL_SOCKET, SO_SNDBUF, BUFFER_BYTES);
        }
        // The kernel doubles what was asked for, to have room for its own bookkeeping.
        int given = linux.getsockopt(fd, SOL_SOCKET, SO_RCVBUF) / 2;
        if (given < BUFFER_BYTES) {
            events.concern(
                    "The kernel caps the receive buffer, bursts may be dropped.",
                    NativeUdpProbe.RMEM_PATH + ": " + given + " bytes given of " + BUFFER_BYTES,
                    "Run `sysctl -w net.core.rmem_max=" + BUFFER_BYTES
                            + "`, or give the process CAP_NET_ADMIN.");
        }
    }

    private static int mtuBytes(PortConfig config) {
        NetAddress bind = config.bind();
        try {
            NetworkInterface card = NetworkInterface.getByInetAddress(inet(bind));
            if (card == null) {
                return config.mtuBytes();
            }
            int most = card.isLoopback()
                    ? LOOPBACK_MTU_BYTES
                    : card.getMTU() - (bind.isIpv4() ? IPV4_HEADERS : IPV6_HEADERS);
            return Math.min(most, config.mtuBytes());
        } catch (SocketException | UnknownHostException unreadable) {
            throw new StorageException(
                    Errno.ENODEV,
                    "The interface of " + bind + " cannot be read: " + unreadable.getMessage()
                            + "; check `ip link`.",
                    unreadable);
        }
    }

    private static InetAddress inet(NetAddress address) throws UnknownHostException {
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(address.high())
                .putLong(address.low())
                .array();
        return InetAddress.getByAddress(bytes); // Gives an Inet4Address for a mapped one.
    }
}
