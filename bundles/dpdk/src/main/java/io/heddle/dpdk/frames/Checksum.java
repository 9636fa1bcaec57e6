package io.heddle.dpdk.frames;

import io.heddle.foreign.NativeMemory;

/**
 * The one's complement sum of RFC 1071. Sums are kept unfolded in a long, of 16-bit words in the
 * machine's byte order: the sum of swapped words is the swapped sum, so one swap at the end is enough.
 */
final class Checksum {
    private static final long INT = 0xffff_ffffL;

    private Checksum() {}

    /** Adds {@code bytes} at an address; an odd last byte counts as the first of its word. */
    static long add(long sum, long address, int bytes) {
        long even = 0;
        long odd = 0;
        long at = address;
        long end = address + (bytes & ~31);
        // Halves of eight bytes are added apart, so that no carry is lost: 2^31 of them fit.
        for (; at < end; at += 32) {
            long a = NativeMemory.getLong(at);
            long b = NativeMemory.getLong(at + 8);
            long c = NativeMemory.getLong(at + 16);
            long d = NativeMemory.getLong(at + 24);
            even += (a & INT) + (b & INT) + (c & INT) + (d & INT);
            odd += (a >>> 32) + (b >>> 32) + (c >>> 32) + (d >>> 32);
        }
        long total = sum + even + odd;
        for (end = address + (bytes & ~3); at < end; at += 4) {
            total += NativeMemory.getInt(at) & INT;
        }
        if ((bytes & 2) != 0) {
            total += NativeMemory.getShort(at) & 0xffff;
            at += 2;
        }
        if ((bytes & 1) != 0) {
            total += NativeMemory.getByte(at) & 0xff;
        }
        return total;
    }

    /** The sum of an IPv4 header without options, of 20 bytes. */
    static long header(long address) {
        long first = NativeMemory.getLong(address);
        long second = NativeMemory.getLong(address + 8);
        return (first & INT)
                + (first >>> 32)
                + (second & INT)
                + (second >>> 32)
                + (NativeMemory.getInt(address + 16) & INT);
    }

    /** Adds a 16-bit number that stands in network order on the wire. */
    static long addWord(long sum, int word) {
        return sum + (Short.reverseBytes((short) word) & 0xffff);
    }

    /** Adds the words of an address; of a mapped IPv4 address only its 32 bits. */
    static long addAddress(long sum, long high, long low, boolean isIpv4) {
        long swapped = Long.reverseBytes(low);
        long total = sum + (swapped >>> 32);
        if (isIpv4) {
            return total;
        }
        long first = Long.reverseBytes(high);
        return total + (swapped & INT) + (first & INT) + (first >>> 32);
    }

    /** Folded to 16 bits, in the machine's order, as it is to be stored: 0xffff for a good sum. */
    static int fold(long sum) {
        long folded = (sum & INT) + (sum >>> 32);
        folded = (folded & 0xffff) + (folded >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        return (int) ((folded & 0xffff) + (folded >>> 16));
    }
}
