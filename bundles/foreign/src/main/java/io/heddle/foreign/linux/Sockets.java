package io.heddle.foreign.linux;

/** Numbers of socket(7), ip(7), ipv6(7) and udp(7) on Linux x86-64. */
public final class Sockets {
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int SOCK_DGRAM = 2;
    public static final int SOCK_NONBLOCK = 0x800;
    public static final int SOCK_CLOEXEC = 0x80000;
    public static final int SOL_SOCKET = 1;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_SNDBUFFORCE = 32;
    public static final int SO_RCVBUFFORCE = 33;
    public static final int SO_RXQ_OVFL = 40;
    public static final int IPPROTO_IPV6 = 41;
    public static final int IPV6_V6ONLY = 26;
    public static final int SOL_UDP = 17;

    /** Segmentation on send, since Linux 4.18. */
    public static final int UDP_SEGMENT = 103;

    /** Aggregation on receive, since Linux 5.0. */
    public static final int UDP_GRO = 104;

    public static final int MSG_TRUNC = 0x20;
    public static final int MSG_DONTWAIT = 0x40;

    private Sockets() {}
}
