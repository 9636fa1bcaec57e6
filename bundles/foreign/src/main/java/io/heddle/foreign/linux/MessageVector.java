package io.heddle.foreign.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * An array of {@code struct mmsghdr} for recvmmsg(2) and sendmmsg(2), each with one iovec, a socket
 * address and room for three control messages of four bytes. Made once, so that a call allocates
 * nothing. For one thread at a time.
 */
public final class MessageVector implements AutoCloseable {
    /** {@code sizeof(struct mmsghdr)}. */
    public static final int MMSGHDR_BYTES = 64;

    /** {@code sizeof(struct sockaddr_in6)}. */
    static final int SOCKADDR_BYTES = 28;

    /** Three times {@code CMSG_SPACE(4)}: UDP_GRO, SO_RXQ_OVFL, and IP_TOS or IPV6_TCLASS. */
    static final int CONTROL_BYTES = 72;

    private static final int SOCKADDR_IN_BYTES = 16;
    private static final int IOVEC_BYTES = 16;
    private static final int ADDRESS_STRIDE = 32;
    private static final int NAME = 0;
    private static final int NAMELEN = 8;
    private static final int IOV = 16;
    private static final int IOVLEN = 24;
    private static final int CONTROL = 32;
    private static final int CONTROLLEN = 40;
    private static final int FLAGS = 48;
    private static final int LEN = 56;
    private static final int CMSG_LEVEL = 8;
    private static final int CMSG_TYPE = 12;
    private static final int CMSG_DATA = 16;
    private static final long V4_MAPPED = 0xffff_0000_0000L;
    private static final ValueLayout.OfShort NET_SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NET_INT =
            JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NET_LONG =
            JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Arena arena;
    private final int capacity;
    private final int family;
    private final int nameBytes;
    private final MemorySegment headers;
    private final MemorySegment vectors;
    private final MemorySegment addresses;
    private final MemorySegment controls;
    private int joinedBytes;
    private int drops;
    private boolean isDropsKnown;
    private int trafficClass;

    /**
     * @param capacity messages in a call
     * @param family {@link Sockets#AF_INET} or {@link Sockets#AF_INET6}
     */
    public MessageVector(int capacity, int family) {
        this.capacity = capacity;
        this.family = family;
        nameBytes = family == Sockets.AF_INET ? SOCKADDR_IN_BYTES : SOCKADDR_BYTES;
        arena = Arena.ofShared();
        headers = arena.allocate((long) capacity * MMSGHDR_BYTES, 8);
        vectors = arena.allocate((long) capacity * IOVEC_BYTES, 8);
        addresses = arena.allocate((long) capacity * ADDRESS_STRIDE, 8);
        controls = arena.allocate((long) capacity * CONTROL_BYTES, 8);
        for (int index = 0; index < capacity; index++) {
            long header = (long) index * MMSGHDR_BYTES;
            headers.set(
                    JAVA_LONG, header + NAME, addresses.address() + (long) index * ADDRESS_STRIDE);
            headers.set(JAVA_LONG, header + IOV, vectors.address() + (long) index * IOVEC_BYTES);
            headers.set(JAVA_LONG, header + IOVLEN, 1);
            headers.set(
                    JAVA_LONG, header + CONTROL, controls.address() + (long) index * CONTROL_BYTES);
            addresses.set(JAVA_SHORT, (long) index * ADDRESS_STRIDE, (short) family);
        }
    }

    public int capacity() {
        return capacity;
    }

    /** The address of message {@code index}, for the system call. */
    public long address(int index) {
        return headers.address() + (long) index * MMSGHDR_BYTES;
    }

    /** Points message {@code index} at memory. */
    public void buffer(int index, long address, long bytes) {
        long vector = (long) index * IOVEC_BYTES;
        vectors.set(JAVA_LONG, vector, address);
        vectors.set(JAVA_LONG, vector + 8, bytes);
    }

    /** Makes message {@code index} ready to receive address and control data. */
    public void expect(int index) {
        long header = (long) index * MMSGHDR_BYTES;
        headers.set(JAVA_INT, header + NAMELEN, nameBytes);
        headers.set(JAVA_LONG, header + CONTROLLEN, CONTROL_BYTES);
        headers.set(JAVA_INT, header + FLAGS, 0);
    }

    /** Sets where message {@code index} goes; IPv4 as its mapped IPv6 form. */
    public void remote(int index, long high, long low, int port) {
        long address = (long) index * ADDRESS_STRIDE;
        addresses.set(NET_SHORT, address + 2, (short) port);
        if (family == Sockets.AF_INET) {
            addresses.set(NET_INT, address + 4, (int) low);
        } else {
            addresses.set(NET_LONG, address + 8, high);
            addresses.set(NET_LONG, address + 16, low);
        }
        headers.set(JAVA_INT, (long) index * MMSGHDR_BYTES + NAMELEN, nameBytes);
    }

    /** Asks for segments of {@code bytes} when message {@code index} is sent, or 0 for one datagram. */
    public void segment(int index, int bytes) {
        long header = (long) index * MMSGHDR_BYTES;
        if (bytes == 0) {
            headers.set(JAVA_LONG, header + CONTROLLEN, 0);
            return;
        }
        long control = (long) index * CONTROL_BYTES;
        controls.set(JAVA_LONG, control, CMSG_DATA + 2);
        controls.set(JAVA_INT, control + CMSG_LEVEL, Sockets.SOL_UDP);
        controls.set(JAVA_INT, control + CMSG_TYPE, Sockets.UDP_SEGMENT);
        controls.set(JAVA_SHORT, control + CMSG_DATA, (short) bytes);
        headers.set(JAVA_LONG, header + CONTROLLEN, CMSG_DATA + 8);
    }

    /** Bytes that message {@code index} carried. */
    public int lengthBytes(int index) {
        return headers.get(JAVA_INT, (long) index * MMSGHDR_BYTES + LEN);
    }

    /** Whether message {@code index} did not fit its memory. */
    public boolean truncated(int index) {
        return (headers.get(JAVA_INT, (long) index * MMSGHDR_BYTES + FLAGS) & Sockets.MSG_TRUNC)
                != 0;
    }

    public long remoteHigh(int index) {
        return family == Sockets.AF_INET
                ? 0
                : addresses.get(NET_LONG, (long) index * ADDRESS_STRIDE + 8);
    }

    public long remoteLow(int index) {
        long address = (long) index * ADDRESS_STRIDE;
        return family == Sockets.AF_INET
                ? V4_MAPPED | (addresses.get(NET_INT, address + 4) & 0xffff_ffffL)
                : addresses.get(NET_LONG, address + 16);
    }

    public int remotePort(int index) {
        return addresses.get(NET_SHORT, (long) index * ADDRESS_STRIDE + 2) & 0xffff;
    }

    /** Walks over the control messages of received message {@code index}; the next three tell them. */
    public void readControls(int index) {
        joinedBytes = 0;
        isDropsKnown = false;
        trafficClass = 0;
        long left = headers.get(JAVA_LONG, (long) index * MMSGHDR_BYTES + CONTROLLEN);
        long at = (long) index * CONTROL_BYTES;
        while (left > CMSG_DATA) {
            long bytes = controls.get(JAVA_LONG, at);
            if (bytes <= CMSG_DATA || bytes > left) {
                return;
            }
            readControl(at, controls.get(JAVA_INT, at + CMSG_TYPE));
            long space = bytes + 7 & ~7L;
            at += space;
            left -= space;
        }
    }

    private void readControl(long at, int type) {
        switch (controls.get(JAVA_INT, at + CMSG_LEVEL)) {
            case Sockets.SOL_UDP -> {
                if (type == Sockets.UDP_GRO) {
                    joinedBytes = controls.get(JAVA_INT, at + CMSG_DATA);
                }
            }
            case Sockets.SOL_SOCKET -> {
                if (type == Sockets.SO_RXQ_OVFL) {
                    drops = controls.get(JAVA_INT, at + CMSG_DATA);
                    isDropsKnown = true;
                }
            }
            case Sockets.IPPROTO_IP -> {
                if (type == Sockets.IP_TOS) {
                    trafficClass = controls.get(JAVA_BYTE, at + CMSG_DATA) & 0xff;
                }
            }
            case Sockets.IPPROTO_IPV6 -> {
                if (type == Sockets.IPV6_TCLASS) {
                    trafficClass = controls.get(JAVA_INT, at + CMSG_DATA) & 0xff;
                }
            }
            default -> {} // One that nobody here asked for.
        }
    }

    /** The size of the datagrams that the kernel joined in the message, or 0 for a single one. */
    public int joinedBytes() {
        return joinedBytes;
    }

    /** Datagrams that the socket had dropped when this one came, or {@code otherwise}; wraps. */
    public int drops(int otherwise) {
        return isDropsKnown ? drops : otherwise;
    }

    /** The traffic class of the message: 6 bits of DSCP and 2 of ECN. */
    public int trafficClass() {
        return trafficClass;
    }

    /** Fills a {@code sockaddr} for bind(2) into message 0 and gives its address. */
    public long sockaddr(long high, long low, int port) {
        addresses.set(JAVA_INT, 4, 0);
        remote(0, high, low, port);
        return addresses.address();
    }

    /** The size of a socket address of this family. */
    public int sockaddrBytes() {
        return nameBytes;
    }

    /** Asks getsockname(2) and leaves the answer in message 0. */
    public int localName(Linux linux, int fd) {
        controls.set(JAVA_INT, 0, nameBytes);
        return linux.getsockname(fd, addresses.address(), controls.address());
    }

    @Override
    public void close() {
        arena.close();
    }
}
