package io.heddle.foreign.linux;

/** Numbers of socket(7), ip(7), ipv6(7) and udp(7) on Linux x86-64. */
public final class Sockets {
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int SOL_SOCKET = 1;
    public static final int SO_REUSEPORT = 15;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_BINDTODEVICE = 25;
    public static final int SO_SNDBUFFORCE = 32;
    public static final int SO_RCVBUFFORCE = 33;
    public static final int SO_RXQ_OVFL = 40;
    public static final int SO_BUSY_POLL = 46;

    /** A classic BPF program chooses the socket of a SO_REUSEPORT group, since Linux 4.5. */
    public static final int SO_ATTACH_REUSEPORT_CBPF = 51;

    /** Memory and drops of a socket as nine ints, since Linux 4.12. */
    public static final int SO_MEMINFO = 55;

    /** Interrupts of the device stay off while the socket is polled, since Linux 5.11. */
    public static final int SO_PREFER_BUSY_POLL = 69;

    public static final int IPPROTO_IP = 0;
    public static final int IP_TOS = 1;
    public static final int IP_MTU_DISCOVER = 10;
    public static final int IP_RECVTOS = 13;
    public static final int IP_UNICAST_IF = 50;
    public static final int IPPROTO_IPV6 = 41;
    public static final int IPV6_MTU_DISCOVER = 23;
    public static final int IPV6_V6ONLY = 26;
    public static final int IPV6_DONTFRAG = 62;
    public static final int IPV6_RECVTCLASS = 66;
    public static final int IPV6_TCLASS = 67;
    public static final int IPV6_UNICAST_IF = 76;

    /** DF is set, and only the MTU of the interface counts: neither the route's nor a learnt one. */
    public static final int PMTUDISC_PROBE = 3;

    public static final int SOL_UDP = 17;

    /** Segmentation on send, since Linux 4.18. */
    public static final int UDP_SEGMENT = 103;

    /** Aggregation on receive, since Linux 5.0. */
    public static final int UDP_GRO = 104;

    /** ECN-capable transport, codepoint 0 (RFC 3168): a router may mark instead of dropping. */
    public static final int ECN_ECT0 = 2;

    /** Congestion experienced. */
    public static final int ECN_CE = 3;

    /** The bits of a traffic class that are ECN's. */
    public static final int ECN_MASK = 3;

    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_DONTWAIT = 0x40;

    private Sockets() {}
}
