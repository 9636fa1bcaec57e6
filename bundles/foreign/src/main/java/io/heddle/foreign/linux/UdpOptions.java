package io.heddle.foreign.linux;

import static io.heddle.foreign.linux.Sockets.AF_INET6;
import static io.heddle.foreign.linux.Sockets.IPPROTO_IP;
import static io.heddle.foreign.linux.Sockets.IPPROTO_IPV6;
import static io.heddle.foreign.linux.Sockets.SOL_SOCKET;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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

    /** BPF_LD | BPF_W | BPF_ABS of linux/bpf_common.h. */
    private static final int BPF_LOAD_WORD = 0x20;

    /** BPF_ALU | BPF_MOD | BPF_K. */
    private static final int BPF_MODULO = 0x94;

    /** BPF_RET | BPF_A. */
    private static final int BPF_RETURN_A = 0x16;

    /** SKF_AD_OFF + SKF_AD_CPU of linux/filter.h. */
    private static final int BPF_CPU = -0x1000 + 36;

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

    /**
     * Gives what arrives on a CPU to one socket of this one's SO_REUSEPORT group: by the CPU's number
     * modulo their count, in the order in which they were bound.
     */
    public int steerByCpu(int sockets) {
        try (Arena programs = Arena.ofConfined()) {
            var code = programs.allocate(3L * Long.BYTES, Long.BYTES);
            instruction(code, 0, BPF_LOAD_WORD, BPF_CPU);
            instruction(code, 1, BPF_MODULO, sockets);
            instruction(code, 2, BPF_RETURN_A, 0);
            var program = programs.allocate(2L * Long.BYTES, Long.BYTES);
            program.set(ValueLayout.JAVA_SHORT, 0, (short) 3);
            program.set(ValueLayout.JAVA_LONG, 8, code.address());
            return linux.setsockopt(
                    fd, SOL_SOCKET, Sockets.SO_ATTACH_REUSEPORT_CBPF, program.address(), 16);
        }
    }

    private static void instruction(MemorySegment code, int index, int operation, int operand) {
        code.set(ValueLayout.JAVA_SHORT, index * 8L, (short) operation);
        code.set(ValueLayout.JAVA_INT, index * 8L + 4, operand);
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
