package io.heddle.planner.internal.spec;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of addresses such as 10.2.0.0/24 (RFC 4632) or fd00::/64 (RFC 4291).
 *
 * @param start the address of the network as a number
 * @param bits of an address: 32 or 128
 * @param prefix how many leading bits are fixed
 */
public record Cidr(BigInteger start, int bits, int prefix) {
    private static final Pattern FORM = Pattern.compile("([^/]{2,45})/(0|[1-9][0-9]{0,2})");
    /** Java takes "10.2" and "0x0a020000" for addresses, too; nobody means those. */
    private static final Pattern USUAL =
            Pattern.compile("[0-9]+(?:\\.[0-9]+){3}|[0-9a-fA-F:]*:[0-9a-fA-F:]*");

    /** @throws IllegalArgumentException with what is wanted, if the text is no range */
    public static Cidr of(String text) {
        Matcher form = FORM.matcher(text);
        byte[] address = form.matches() ? address(form.group(1)) : null;
        int prefix = address == null ? -1 : Integer.parseInt(form.group(2));
        if (address == null || prefix > address.length * 8) {
            throw new IllegalArgumentException("a range such as \"10.2.0.0/24\"");
        }
        var range = new Cidr(new BigInteger(1, address), address.length * 8, prefix);
        BigInteger network =
                range.start.shiftRight(range.bits - prefix).shiftLeft(range.bits - prefix);
        if (!network.equals(range.start)) {
            throw new IllegalArgumentException(
                    "the range itself, which is \"" + range.text(network) + "/" + prefix + "\"");
        }
        return range;
    }

    private static byte @Nullable [] address(String text) {
        if (!USUAL.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.ofLiteral(text).getAddress();
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /** How many addresses the range has. */
    public BigInteger size() {
        return BigInteger.ONE.shiftLeft(bits - prefix);
    }

    public boolean overlaps(Cidr other) {
        return bits == other.bits
                && start.compareTo(other.start.add(other.size())) < 0
                && other.start.compareTo(start.add(size())) < 0;
    }

    /** The first address that a host may have. */
    public BigInteger firstHost() {
        return isPointToPoint() ? start : start.add(BigInteger.ONE);
    }

    /** How many addresses hosts may have: not the network's own and not IPv4's broadcast. */
    public BigInteger hosts() {
        if (isPointToPoint()) {
            return size();
        }
        return size().subtract(BigInteger.valueOf(bits == 32 ? 2 : 1));
    }

    /** RFC 3021 and RFC 6164: the last two lengths have no reserved address. */
    private boolean isPointToPoint() {
        return prefix >= bits - 1;
    }

    /** An address of this range as text. */
    public String text(BigInteger address) {
        byte[] raw = new byte[bits / 8];
        byte[] number = address.toByteArray();
        for (int i = 0; i < Math.min(raw.length, number.length); i++) {
            raw[raw.length - 1 - i] = number[number.length - 1 - i];
        }
        try {
            return InetAddress.getByAddress(raw).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("4 or 16 bytes are an address.", impossible);
        }
    }
}
