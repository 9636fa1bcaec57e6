package io.heddle.foreign.linux;

import static io.heddle.foreign.linux.Sockets.AF_INET6;
import static io.heddle.foreign.linux.Sockets.IPPROTO_IP;
import static io.heddle.foreign.linux.Sockets.IPPROTO_IPV6;
import static io.heddle.foreign.linux.Sockets.SOL_SOCKET;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/**
 * Options of one UDP socket by what they are for, the same for IPv4 and IPv6. An IPv6 socket may also
 * carry IPv4, so it gets the options of both. Each answers 0 or -errno.
 *
 * @param family {@link Sockets#AF_INET} or {@link Sockets#AF_INET6}
 */
public record UdpOptions(Linux linux, int fd, int family) {
    /** sk_buff drops in the nine ints of SO_MEMINFO (SK_MEMINFO_DROPS). */
    private static final int MEMINFO_DROPS = 8;

    private static final int MEMINFO_BYTES = 36;

    /**
     * Datagrams carry DF and leave whole or not at all: those above the interface's MTU are refused
     * with EMSGSIZE, what a path takes is for the sender to find out.
     */
    public int neverFragment() {
        int result =
                linux.setsockopt(fd, IPPROTO_IP, Sockets.IP_MTU_DISCOVER, Sockets.PMTUDISC_PROBE);
        if (family != AF_INET6) {
            return result;
        }
        result = linux.setsockopt(
                fd, IPPROTO_IPV6, Sockets.IPV6_MTU_DISCOVER, Sockets.PMTUDISC_PROBE);
        return result < 0 ? result : linux.setsockopt(fd, IPPROTO_IPV6, Sockets.IPV6_DONTFRAG, 1);
    }

    /** The traffic class of what is sent. */
    public int trafficClass(int value) {
        int result = linux.setsockopt(fd, IPPROTO_IP, Sockets.IP_TOS, value);
        return family == AF_INET6
                ? linux.setsockopt(fd, IPPROTO_IPV6, Sockets.IPV6_TCLASS, value)
                : result;
    }

    /** Received datagrams tell their traffic class by a control message. */
    public int tellTrafficClass() {
        int result = linux.setsockopt(fd, IPPROTO_IP, Sockets.IP_RECVTOS, 1);
        return family == AF_INET6
                ? linux.setsockopt(fd, IPPROTO_IPV6, Sockets.IPV6_RECVTCLASS, 1)
                : result;
    }

    /** Sends and receives by that interface only. Needs CAP_NET_RAW before Linux 5.7. */
    public int device(String name) {
        try (Arena names = Arena.ofConfined()) {
            var bytes = names.allocateFrom(name);
            return linux.setsockopt(fd, SOL_SOCKET, Sockets.SO_BINDTODEVICE, bytes.address(), (int)
                    bytes.byteSize());
        }
    }

    /** Sends by that interface, without a right; what is received may have come by any. */
    public int outgoingDevice(int index) {
        int bigEndian = Integer.reverseBytes(index);
        return family == AF_INET6
                ? linux.setsockopt(fd, IPPROTO_IPV6, Sockets.IPV6_UNICAST_IF, bigEndian)
                : linux.setsockopt(fd, IPPROTO_IP, Sockets.IP_UNICAST_IF, bigEndian);
    }

    /** Datagrams that the socket has dropped so far, modulo 2^32 and >= 0, or -errno. */
    public long drops() {
        try (Arena values = Arena.ofConfined()) {
            var info = values.allocate(MEMINFO_BYTES, Integer.BYTES);
            var length = values.allocateFrom(ValueLayout.JAVA_INT, MEMINFO_BYTES);
            int result = linux.getsockopt(
                    fd, SOL_SOCKET, Sockets.SO_MEMINFO, info.address(), length.address());
            return result < 0
                    ? result
                    : info.getAtIndex(ValueLayout.JAVA_INT, MEMINFO_DROPS) & 0xffff_ffffL;
        }
    }
}
