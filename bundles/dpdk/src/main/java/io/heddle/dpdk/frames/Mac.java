package io.heddle.dpdk.frames;

import io.heddle.foreign.NativeMemory;

/**
 * Addresses of Ethernet as longs: the six bytes as a little-endian machine loads them, the first one
 * lowest, so that copying one is one store.
 */
public final class Mac {
    /** All stations. */
    public static final long BROADCAST = 0xffff_ffff_ffffL;

    static final long MASK = 0xffff_ffff_ffffL;

    /** Set in the first byte of addresses of many stations. */
    private static final long GROUP = 1;

    private Mac() {}

    /** The six bytes at an address. */
    public static long read(long address) {
        return NativeMemory.getInt(address) & 0xffff_ffffL
                | (NativeMemory.getShort(address + 4) & 0xffffL) << 32;
    }

    static void write(long address, long mac) {
        NativeMemory.putInt(address, (int) mac);
        NativeMemory.putShort(address + 4, (short) (mac >>> 32));
    }

    /** Whether it names one station. */
    static boolean isUnicast(long mac) {
        return (mac & GROUP) == 0 && mac != 0;
    }

    /** The group of an IPv6 multicast address (RFC 2464): 33:33 and its last four bytes. */
    static long multicast(long low) {
        return 0x3333L | (Integer.reverseBytes((int) low) & 0xffff_ffffL) << 16;
    }

    /** Such as {@code 02:00:00:00:00:01}. */
    public static String text(long mac) {
        var text = new StringBuilder(17);
        for (int index = 0; index < 6; index++) {
            text.append(index == 0 ? "" : ":")
                    .append(Character.forDigit((int) (mac >>> 8 * index + 4) & 15, 16))
                    .append(Character.forDigit((int) (mac >>> 8 * index) & 15, 16));
        }
        return text.toString();
    }

    /**
     * Reads the form of {@link #text}.
     *
     * @throws IllegalArgumentException it is none
     */
    public static long parse(String text) {
        String[] parts = text.split(":", -1);
        long mac = 0;
        for (int index = 0; index < parts.length; index++) {
            if (parts.length != 6 || !parts[index].matches("[0-9a-fA-F]{2}")) {
                throw new IllegalArgumentException("'" + text + "' is no Ethernet address");
            }
            mac |= Long.parseLong(parts[index], 16) << 8 * index;
        }
        return mac;
    }
}
