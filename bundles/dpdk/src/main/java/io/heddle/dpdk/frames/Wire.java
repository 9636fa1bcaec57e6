package io.heddle.dpdk.frames;

import io.heddle.foreign.NativeMemory;

/** Numbers in network order, and where they stand (RFC 791, 768, 8200, 826, IEEE 802.1Q). */
final class Wire {
    static final int ETHERNET_BYTES = 14;
    static final int VLAN_BYTES = 4;
    static final int IPV4_BYTES = 20;
    static final int IPV6_BYTES = 40;
    static final int UDP_BYTES = 8;

    static final int TYPE_IPV4 = 0x0800;
    static final int TYPE_ARP = 0x0806;
    static final int TYPE_VLAN = 0x8100;
    static final int TYPE_IPV6 = 0x86dd;

    static final int ICMP = 1;
    static final int UDP = 17;
    static final int ICMPV6 = 58;

    /** The upper half of the low word of a mapped IPv4 address. */
    static final long MAPPED = 0xffff_0000_0000L;

    private Wire() {}

    static int u8(long address) {
        return NativeMemory.getByte(address) & 0xff;
    }

    static int u16(long address) {
        return Short.reverseBytes(NativeMemory.getShort(address)) & 0xffff;
    }

    static int i32(long address) {
        return Integer.reverseBytes(NativeMemory.getInt(address));
    }

    static long i64(long address) {
        return Long.reverseBytes(NativeMemory.getLong(address));
    }

    /** The low word of the mapped form of the IPv4 address there. */
    static long mapped(long address) {
        return MAPPED | i32(address) & 0xffff_ffffL;
    }

    static void put8(long address, int value) {
        NativeMemory.putByte(address, (byte) value);
    }

    static void put16(long address, int value) {
        NativeMemory.putShort(address, Short.reverseBytes((short) value));
    }

    static void put32(long address, int value) {
        NativeMemory.putInt(address, Integer.reverseBytes(value));
    }

    static void put64(long address, long value) {
        NativeMemory.putLong(address, Long.reverseBytes(value));
    }

    static boolean isIpv4(long high, long low) {
        return high == 0 && low >>> 32 == 0xffff;
    }

    static void copy(long from, long to, int bytes) {
        int at = 0;
        for (; at + 8 <= bytes; at += 8) {
            NativeMemory.putLong(to + at, NativeMemory.getLong(from + at));
        }
        for (; at < bytes; at++) {
            NativeMemory.putByte(to + at, NativeMemory.getByte(from + at));
        }
    }
}
