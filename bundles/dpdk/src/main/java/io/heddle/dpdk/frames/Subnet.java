package io.heddle.dpdk.frames;

import io.heddle.foreign.linux.Errno;
import io.heddle.net.NetAddress;
import io.heddle.runtime.StorageException;

/**
 * An address and how many of its bits all hosts of its link or all destinations of a route share.
 *
 * @param address its port says nothing
 * @param prefixBits of 32 for IPv4, of 128 for IPv6
 */
public record Subnet(NetAddress address, int prefixBits) {
    /** What stands before the 32 bits of a mapped IPv4 address. */
    private static final int MAPPED_BITS = 96;

    /** @throws StorageException the prefix is longer than the address */
    public Subnet {
        int most = address.isIpv4() ? 32 : 128;
        if (prefixBits < 0 || prefixBits > most) {
            throw new StorageException(
                    Errno.EINVAL,
                    "The prefix length " + prefixBits + " of " + address.host()
                            + " is impossible: give 0 to " + most + ".");
        }
    }

    /**
     * Reads such as {@code 198.18.0.1/24}.
     *
     * @throws StorageException with the text and an example
     */
    public static Subnet parse(String text) {
        int slash = text.indexOf('/');
        if (slash > 0) {
            try {
                NetAddress address = NetAddress.parse(text.substring(0, slash));
                return new Subnet(address, Integer.parseInt(text.substring(slash + 1)));
            } catch (IllegalArgumentException malformed) {
                throw malformed(text, malformed);
            }
        }
        throw malformed(text, null);
    }

    private static StorageException malformed(
            String text, @org.jspecify.annotations.Nullable Throwable cause) {
        String complaint = "'" + text + "' is no address with a prefix length: write it like"
                + " 198.18.0.1/24 or fd00::1/64.";
        return cause == null
                ? new StorageException(Errno.EINVAL, complaint)
                : new StorageException(Errno.EINVAL, complaint, cause);
    }

    public boolean isIpv4() {
        return address.isIpv4();
    }

    /** Whether an address, as two words, begins with this prefix. */
    public boolean holds(long high, long low) {
        int bits = bits();
        return ((high ^ address.high()) & highMask(bits)) == 0
                && ((low ^ address.low()) & lowMask(bits)) == 0;
    }

    /** Whether an IPv4 address is that of all hosts of this link. */
    boolean isBroadcast(long high, long low) {
        return isIpv4() && prefixBits < 31 && holds(high, low) && (low | lowMask(bits())) == -1L;
    }

    /** Of 128 bits, so that prefixes of both families compare. */
    int bits() {
        return isIpv4() ? MAPPED_BITS + prefixBits : prefixBits;
    }

    private static long highMask(int bits) {
        return bits == 0 ? 0 : -1L << 64 - Math.min(bits, 64);
    }

    private static long lowMask(int bits) {
        return bits <= 64 ? 0 : -1L << 128 - bits;
    }

    @Override
    public String toString() {
        return address.host() + "/" + prefixBits;
    }
}
