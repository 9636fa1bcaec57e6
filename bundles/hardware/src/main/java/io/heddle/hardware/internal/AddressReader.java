package io.heddle.hardware.internal;

import io.heddle.hardware.Addressing;
import io.heddle.hardware.Addressing.LocalAddress;
import io.heddle.hardware.Addressing.WayOut;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Local addresses and default routes from procfs (kernel: net/ipv4/fib_trie.c, net/ipv6/route.c,
 * net/ipv6/addrconf.c). The table of IPv4 addresses names no interface; the connected network of
 * the routing table that an address falls in does.
 */
final class AddressReader {
    private static final String ROUTES = "/proc/net/route";
    private static final String TRIE = "/proc/net/fib_trie";
    private static final String ROUTES6 = "/proc/net/ipv6_route";
    private static final String ADDRESSES6 = "/proc/net/if_inet6";
    private static final Pattern LEAF = Pattern.compile("\\|-- ([0-9.]{7,15})");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** RTF_REJECT of uapi/linux/route.h: packets are refused there. */
    private static final int REJECT = 0x200;

    /** 127.0.0.0/8 is the loopback's (RFC 1122) and stands in no routing table. */
    private static final Connected LOOPBACK = new Connected("lo", 0x7f000000, 0xff000000);

    private final Tree tree;

    AddressReader(Tree tree) {
        this.tree = tree;
    }

    /** A network without a router between. */
    private record Connected(String interfaceName, int network, int mask) {
        boolean holds(int address) {
            return (address & mask) == network;
        }

        int prefixBits() {
            return Integer.bitCount(mask);
        }
    }

    Addressing read() {
        List<WayOut> defaults = new ArrayList<>();
        List<Connected> connected = new ArrayList<>();
        rows(ROUTES, 8).forEach(row -> route4(row, connected, defaults));
        connected.add(LOOPBACK);
        List<LocalAddress> addresses = new ArrayList<>();
        for (int address : locals4()) {
            addresses.add(local4(address, connected));
        }
        for (String[] row : rows(ADDRESSES6, 6)) {
            read(
                    ADDRESSES6,
                    row,
                    () -> addresses.add(new LocalAddress(
                            IpText.ipv6(row[0]), Integer.parseInt(row[2], 16), List.of(row[5]))));
        }
        List<WayOut> defaults6 = new ArrayList<>();
        rows(ROUTES6, 10).forEach(row -> route6(row, defaults6));
        defaults.sort(Comparator.comparingLong(WayOut::metric));
        defaults6.sort(Comparator.comparingLong(WayOut::metric));
        defaults.addAll(defaults6);
        return new Addressing(addresses, defaults);
    }

    private void route4(String[] row, List<Connected> connected, List<WayOut> defaults) {
        if (row[0].equals("Iface")) {
            return;
        }
        read(ROUTES, row, () -> {
            int network = IpText.littleEndian(row[1]);
            int gateway = IpText.littleEndian(row[2]);
            int mask = IpText.littleEndian(row[7]);
            if ((Integer.parseInt(row[3], 16) & REJECT) != 0) {
                return;
            }
            if (mask == 0) {
                String next = gateway == 0 ? null : IpText.ipv4(gateway);
                defaults.add(new WayOut(row[0], next, Long.parseLong(row[6])));
            } else if (gateway == 0) {
                connected.add(new Connected(row[0], network, mask));
            }
        });
    }

    private void route6(String[] row, List<WayOut> defaults) {
        if (!row[1].equals("00") || !row[0].equals("0".repeat(32))) {
            return;
        }
        read(ROUTES6, row, () -> {
            if ((Integer.parseUnsignedInt(row[8], 16) & REJECT) == 0) {
                String gateway = IpText.ipv6(row[4]);
                defaults.add(new WayOut(
                        row[9], gateway.equals("::") ? null : gateway, Long.parseLong(row[5], 16)));
            }
        });
    }

    private Set<Integer> locals4() {
        Set<Integer> locals = new LinkedHashSet<>();
        String leaf = "";
        for (String line : tree.read(TRIE).map(text -> text.lines().toList()).or(List.of())) {
            Matcher matcher = LEAF.matcher(line);
            if (matcher.find()) {
                leaf = matcher.group(1);
            } else if (line.strip().equals("/32 host LOCAL") && !leaf.isEmpty()) {
                String address = leaf;
                read(TRIE, new String[] {address}, () -> locals.add(IpText.number(address)));
            }
        }
        return locals;
    }

    private static LocalAddress local4(int address, List<Connected> connected) {
        int longest = connected.stream()
                .filter(network -> network.holds(address))
                .mapToInt(Connected::prefixBits)
                .max()
                .orElse(0);
        List<String> names = connected.stream()
                .filter(network -> longest > 0 && network.holds(address))
                .filter(network -> network.prefixBits() == longest)
                .map(Connected::interfaceName)
                .distinct()
                .sorted()
                .toList();
        return new LocalAddress(
                IpText.ipv4(address), names.isEmpty() ? Integer.SIZE : longest, names);
    }

    private List<String[]> rows(String path, int columns) {
        List<String[]> rows = new ArrayList<>();
        for (String line : tree.read(path).map(text -> text.lines().toList()).or(List.of())) {
            String[] row = BLANKS.split(line.strip());
            if (row.length >= columns) {
                rows.add(row);
            } else {
                tree.odd(path, line, "It should have " + columns + " columns.");
            }
        }
        return rows;
    }

    private void read(String path, String[] row, Runnable parser) {
        try {
            parser.run();
        } catch (IllegalArgumentException malformed) {
            tree.odd(path, String.join(" ", row), "It is not a row of this table.");
        }
    }
}
