package io.heddle.net;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * An address and UDP port. IPv4 is kept as its mapped IPv6 form, so that two longs carry both.
 *
 * @param high the first 8 bytes of the IPv6 address, big-endian
 * @param low the last 8 bytes
 * @param port the UDP port
 */
public record NetAddress(long high, long low, int port) {
    private static final long MAPPED = 0xffff_0000_0000L;

    /** The IPv4 address given as its 32 bits, such as 0x7f000001. */
    public static NetAddress ipv4(int address, int port) {
        return new NetAddress(0, MAPPED | (address & 0xffff_ffffL), port);
    }

    /** Whether this is an IPv4 address. */
    public boolean isIpv4() {
        return high == 0 && (low & ~0xffff_ffffL) == MAPPED;
    }

    /**
     * A literal address with port 0; no name server is asked.
     *
     * @throws IllegalArgumentException it is none
     */
    public static NetAddress parse(String literal) {
        return of(InetAddress.ofLiteral(literal));
    }

    /** An address with port 0, without its scope. */
    public static NetAddress of(InetAddress address) {
        byte[] bytes = address.getAddress();
        ByteBuffer words = ByteBuffer.wrap(bytes);
        return bytes.length == 4
                ? ipv4(words.getInt(), 0)
                : new NetAddress(words.getLong(), words.getLong(), 0);
    }

    /** Whether this is the wildcard, which stands for every address of the machine. */
    public boolean isAny() {
        return high == 0 && (low == 0 || low == MAPPED);
    }

    /** The address as a literal, without the port. */
    public String host() {
        if (isIpv4()) {
            return "%d.%d.%d.%d"
                    .formatted(low >>> 24 & 255, low >>> 16 & 255, low >>> 8 & 255, low & 255);
        }
        var text = new StringBuilder();
        for (int word = 0; word < 8; word++) {
            long half = word < 4 ? high : low;
            text.append(word == 0 ? "" : ":")
                    .append(Long.toHexString(half >>> 48 - 16 * (word & 3) & 0xffff));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return (isIpv4() ? host() : "[" + host() + "]") + ":" + port;
    }
}
