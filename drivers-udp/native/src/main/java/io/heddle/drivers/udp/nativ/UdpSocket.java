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
 * One non-blocking socket: made, tuned and bound.
 *
 * @param fd the descriptor
 * @param local where it is bound
 * @param segments whether UDP_SEGMENT works
 * @param joins whether UDP_GRO is on
 */
record UdpSocket(int fd, NetAddress local, boolean segments, boolean joins) {
    /**
     * Opens a socket.
     *
     * @param shares whether others bind the same address and port (SO_REUSEPORT)
     */
    static UdpSocket open(
            Linux linux,
            PortConfig config,
            BoundInterface card,
            SocketSettings settings,
            boolean shares,
            PortEvents events) {
        int family = config.bind().isIpv4() ? AF_INET : AF_INET6;
        int fd = linux.socket(family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw new StorageException(
                    -fd,
                    "The port of " + config.name() + " cannot have a UDP socket: "
                            + (fd == -Errno.EMFILE
                                    ? "raise the limit of open files (ulimit -n)."
                                    : "the kernel says error " + -fd + "."));
        }
        try {
            if (shares) {
                share(linux, fd);
            }
            var options = new UdpOptions(linux, fd, family);
            device(options, card, events);
            paths(options, events);
            busyPoll(linux, fd, settings.busyPollUs(), events);
            NetAddress local = bind(linux, fd, family, config);
            buffers(linux, fd, events);
            linux.setsockopt(fd, SOL_SOCKET, SO_RXQ_OVFL, 1);
            boolean segments = linux.setsockopt(fd, SOL_UDP, UDP_SEGMENT, 0) == 0;
            boolean joins = linux.setsockopt(fd, SOL_UDP, UDP_GRO, 1) == 0;
            return new UdpSocket(fd, local, segments, joins);
        } catch (RuntimeException failed) {
            linux.close(fd);
            throw failed;
        }
    }

    /** Lets others of this user bind the same address and port, before or after binding. */
    static void share(Linux linux, int fd) {
        int result = linux.setsockopt(fd, SOL_SOCKET, Sockets.SO_REUSEPORT, 1);
        if (result < 0) {
            throw new StorageException(
                    -result,
                    "The kernel shares no UDP port (SO_REUSEPORT, error " + -result
                            + "); run Linux 3.9 or newer, or set sockets=1.");
        }
    }

    private static void busyPoll(Linux linux, int fd, int us, PortEvents events) {
        if (us == 0) {
            return;
        }
        int result = linux.setsockopt(fd, SOL_SOCKET, Sockets.SO_BUSY_POLL, us);
        String option = "SO_BUSY_POLL";
        if (result == 0) {
            result = linux.setsockopt(fd, SOL_SOCKET, Sockets.SO_PREFER_BUSY_POLL, 1);
            option = "SO_PREFER_BUSY_POLL";
        }
        if (result < 0) {
            events.concern(
                    "The sockets cannot poll the NIC as busy-poll-us asks for.",
                    option + " of " + us + " us: error " + -result,
                    "Give the process CAP_NET_ADMIN and run Linux 5.11 or newer, or set"
                            + " busy-poll-us=0 in " + NativeUdpConfig.PID + ".");
        }
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
