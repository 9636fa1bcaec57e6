package io.heddle.hardware.internal;

import java.util.ArrayList;
import java.util.List;

/** Addresses between the hexadecimal of procfs and the text that people write. */
final class IpText {
    private static final int GROUPS = 8;

    private IpText() {}

    /** The number of a dotted text. */
    static int number(String dotted) {
        String[] parts = dotted.split("\\.", -1);
        if (parts.length != Integer.BYTES) {
            throw new IllegalArgumentException(dotted);
        }
        int number = 0;
        for (String part : parts) {
            int octet = Integer.parseInt(part);
            if (octet < 0 || octet > 0xff) {
                throw new IllegalArgumentException(dotted);
            }
            number = number << 8 | octet;
        }
        return number;
    }

    /** A number that the kernel printed as it lies in the memory of a little endian machine. */
    static int littleEndian(String hex) {
        return Integer.reverseBytes(Integer.parseUnsignedInt(hex, 16));
    }

    static String ipv4(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "."
                + (address & 0xff);
    }

    /** 32 hexadecimal digits as RFC 5952 wants them: the longest row of zeros is "::". */
    static String ipv6(String hex) {
        if (hex.length() != GROUPS * 4) {
            throw new IllegalArgumentException(hex);
        }
        List<String> groups = new ArrayList<>();
        for (int i = 0; i < GROUPS; i++) {
            groups.add(Integer.toHexString(Integer.parseInt(hex, i * 4, i * 4 + 4, 16)));
        }
        int from = 0;
        int length = 0;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups.get(end).equals("0")) {
                end++;
            }
            if (end - i > length) {
                from = i;
                length = end - i;
            }
        }
        if (length < 2) {
            return String.join(":", groups);
        }
        return String.join(":", groups.subList(0, from)) + "::"
                + String.join(":", groups.subList(from + length, GROUPS));
    }
}
