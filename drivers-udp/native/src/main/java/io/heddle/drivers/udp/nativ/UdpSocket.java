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
import io.heddle.foreign.linux.Sockets;
import io.heddle.foreign.linux.UdpOptions;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.BoundInterface;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.SocketBuffers;
import io.heddle.runtime.StorageException;

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
    /** Most segments of one send: UDP_MAX_SEGMENTS of kernels before 6.9. */
    static final int MOST_SEGMENTS = 64;

    /** 65,535 of the IPv4 length field, less 20 for IPv4 and 8 for UDP. */
    static final int MOST_BYTES = 65_507;

    static UdpSocket open(PortConfig config, PortEvents events) {
        NetAddress bind = config.bind();
        int family = bind.isIpv4() ? AF_INET : AF_INET6;
        BoundInterface card = BoundInterface.of(config);
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
            var options = new UdpOptions(linux, fd, family);
            device(options, card, events);
            paths(options, events);
            NetAddress local = bind(linux, fd, family, config);
            buffers(linux, fd, events);
            linux.setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, 1);
            boolean segments = linux.setsockopt(fd, SOL_UDP, UDP_SEGMENT, 0) == 0;
            boolean joins = linux.setsockopt(fd, SOL_UDP, UDP_GRO, 1) == 0;
            return new UdpSocket(linux, fd, family, local, card.mtuBytes(), segments, joins);
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

    /** Two interfaces in one subnet are two ways only when each socket keeps to its own. */
    private static void device(UdpOptions options, BoundInterface card, PortEvents events) {
        String name = card.name();
        if (name == null || card.isLoopback()) {
            return;
        }
        int result = options.device(name);
        if (result < 0 && options.outgoingDevice(card.index()) < 0) {
            events.concern(
                    "Datagrams may leave by another interface than the one that was configured.",
                    "SO_BINDTODEVICE " + name + ": error " + -result,
                    "Give the process CAP_NET_RAW, or each interface a subnet of its own.");
        }
    }

    /** DF on every datagram, because the transport finds out what a path takes; ECN both ways. */
    private static void paths(UdpOptions options, PortEvents events) {
        int result = options.neverFragment();
        if (result < 0) {
            events.concern(
                    "The kernel may cut datagrams into fragments, each of which can be lost.",
                    "IP_MTU_DISCOVER: error " + -result,
                    "Run Linux 2.6.22 or newer.");
        }
        options.trafficClass(Sockets.ECN_ECT0);
        options.tellTrafficClass();
    }

    /** SO_RCVBUFFORCE needs CAP_NET_ADMIN, without it rmem_max caps. */
    private static void buffers(Linux linux, int fd, PortEvents events) {
        int wanted = SocketBuffers.WANTED_BYTES;
        if (linux.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, wanted) < 0) {
            linux.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, wanted);
        }
        if (linux.setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, wanted) < 0) {
            linux.setsockopt(fd, SOL_SOCKET, SO_SNDBUF, wanted);
        }
        // The kernel doubles what was asked for, to have room for its own bookkeeping.
        SocketBuffers.given(linux.getsockopt(fd, SOL_SOCKET, SO_RCVBUF) / 2, true, events);
    }
}
