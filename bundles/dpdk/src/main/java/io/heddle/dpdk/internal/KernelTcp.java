package io.heddle.dpdk.internal;

import io.heddle.net.NetAddress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The local addresses of the kernel's TCP sockets, from proc(5): /proc/net/tcp and tcp6. */
public final class KernelTcp {
    /** As evidence names it. */
    public static final String PATH = "/proc/net/tcp";

    /** Connected, and waiting for connections at that very address. */
    private static final Set<String> BUSY = Set.of("01", "0A");

    private static final int HEX = 16;

    private KernelTcp() {}

    /** Addresses of this machine, with port 0; the wildcard, which tells nothing, is left out. */
    public static Set<NetAddress> addresses(Path root) {
        var found = new HashSet<NetAddress>();
        for (String table : List.of("proc/net/tcp", "proc/net/tcp6")) {
            for (String line : lines(root.resolve(table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields.length > 3 && BUSY.contains(fields[3])) {
                    add(fields[1], found);
                }
            }
        }
        return found;
    }

    private static List<String> lines(Path table) {
        try {
            return Files.readAllLines(table, StandardCharsets.US_ASCII);
        } catch (IOException absent) {
            return List.of(); // A kernel without IPv6 has no table of it.
        }
    }

    /** Such as 0100007F:4965, words in the order of this machine. */
    private static void add(String local, Set<NetAddress> found) {
        int colon = local.indexOf(':');
        NetAddress address = switch (colon) {
            case 8 -> NetAddress.ipv4(word(local, 0), 0);
            case 32 ->
                new NetAddress(
                        words(word(local, 0), word(local, 8)),
                        words(word(local, 16), word(local, 24)),
                        0);
            default -> new NetAddress(0, 0, 0);
        };
        if (!address.isAny()) {
            found.add(address);
        }
    }

    private static int word(String hex, int from) {
        return Integer.reverseBytes(Integer.parseUnsignedInt(hex, from, from + 8, HEX));
    }

    private static long words(int first, int second) {
        return (long) first << 32 | second & 0xffff_ffffL;
    }
}
