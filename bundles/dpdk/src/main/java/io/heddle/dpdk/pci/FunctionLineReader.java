package io.heddle.dpdk.pci;

import io.heddle.dpdk.frames.Route;
import io.heddle.dpdk.frames.Subnet;
import io.heddle.net.NetAddress;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads one {@link FunctionLine}; each complaint names the entry, the word, and what is wanted. */
final class FunctionLineReader {
    private static final Pattern WHERE = Pattern.compile(
            "[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\\.[0-7]|[A-Za-z][A-Za-z0-9_.-]{0,14}");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int MOST_VFS = 256;
    private static final int MOST_LANES = 64;
    private static final int MOST_VLAN = 4094;
    private static final int LEAST_MTU = 1280; // RFC 8200, section 5.
    private static final int MOST_MTU = 9_702; // A frame of 9,728 bytes, the most of an E810.

    private final String text;
    private final List<Subnet> four = new ArrayList<>();
    private final List<Subnet> six = new ArrayList<>();
    private final List<Route> routes = new ArrayList<>();
    private int vfs;
    private int lanes;
    private int vlan;
    private int mtuBytes;
    private @Nullable Boolean trust = true;
    private @Nullable Boolean spoofCheck = true;
    private boolean shared;
    private String arguments = "";

    FunctionLineReader(String text) {
        this.text = text.strip();
    }

    FunctionLine read() {
        String[] words = BLANKS.split(text);
        if (!WHERE.matcher(words[0]).matches()) {
            throw wrong(
                    "'" + words[0] + "' is no function",
                    "a PCI address such as 0000:17:00.0, or an interface such as ens5f0");
        }
        for (int i = 1; i < words.length; i++) {
            int is = words[i].indexOf('=');
            if (is < 1) {
                throw wrong("'" + words[i] + "' is not KEY=VALUE", "such as vfs=2");
            }
            set(words[i].substring(0, is), words[i].substring(is + 1));
        }
        var line = new FunctionLine(
                words[0],
                vfs,
                lanes,
                four,
                six,
                routes,
                vlan,
                mtuBytes,
                trust,
                spoofCheck,
                shared,
                arguments);
        check(line);
        return line;
    }

    private void set(String key, String value) {
        switch (key) {
            case "vfs" -> vfs = number(key, value, 0, MOST_VFS);
            case "lanes" -> lanes = number(key, value, 1, MOST_LANES);
            case "vlan" -> vlan = number(key, value, 0, MOST_VLAN);
            case "mtu" -> mtuBytes = number(key, value, LEAST_MTU, MOST_MTU);
            case "address" -> address(value);
            case "gateway" -> gateway(value);
            case "route" -> route(value);
            case "trust" -> trust = toggle(key, value);
            case "spoofcheck" -> spoofCheck = toggle(key, value);
            case "shared" -> shared = Boolean.TRUE.equals(toggle(key, value));
            case "arguments" -> arguments = value;
            default ->
                throw wrong(
                        "'" + key + "' is no key",
                        "vfs, lanes, address, gateway, route, vlan, mtu, trust, spoofcheck, shared or"
                                + " arguments");
        }
    }

    /** As many addresses as functions of the one family or the other or both, or none. */
    private void check(FunctionLine line) {
        if (lanes > 0 && vfs > 0) {
            throw wrong(
                    "both vfs= and lanes= are there, and a virtual function serves one lane",
                    "one of the two");
        }
        int functions = line.functions();
        if (four.size() > functions || six.size() > functions) {
            throw wrong(
                    "there are more addresses than the " + functions + " functions that serve",
                    "one of each family for each function, or a larger vfs=");
        }
        boolean complete = four.size() == functions || six.size() == functions;
        boolean even = (four.isEmpty() || four.size() == functions)
                && (six.isEmpty() || six.size() == functions);
        if (line.hasAddresses() && !(complete && even)) {
            throw wrong(
                    "there are " + functions + " functions, and " + four.size() + " IPv4 and "
                            + six.size() + " IPv6 addresses",
                    "address=ADDRESS/BITS once for each function");
        }
    }

    private void address(String value) {
        Subnet subnet = network("address", value);
        if (subnet.address().isAny()) {
            throw wrong("address=" + value + " is nobody's", "such as address=10.2.0.41/24");
        }
        if (four.contains(subnet) || six.contains(subnet)) {
            throw wrong("address=" + value + " is there twice", "one address for each function");
        }
        (subnet.address().isIpv4() ? four : six).add(subnet);
    }

    private void gateway(String value) {
        NetAddress next = ip("gateway", value);
        NetAddress all = next.isIpv4() ? NetAddress.ipv4(0, 0) : new NetAddress(0, 0, 0);
        routes.add(new Route(all, 0, next));
    }

    private void route(String value) {
        int at = value.indexOf('@');
        if (at < 0) {
            throw wrong("route=" + value + " has no gateway", "such as route=10.3.0.0/16@10.2.0.1");
        }
        Subnet network = network("route", value.substring(0, at));
        NetAddress next = ip("route", value.substring(at + 1));
        if (next.isIpv4() != network.address().isIpv4()) {
            throw wrong("route=" + value + " mixes IPv4 and IPv6", "both of one family");
        }
        routes.add(new Route(network.address(), network.prefixBits(), next));
    }

    private Subnet network(String key, String value) {
        int slash = value.indexOf('/');
        if (slash < 0) {
            throw wrong(
                    key + "=" + value + " has no length of its prefix",
                    "such as " + key + "=10.2.0.41/24");
        }
        NetAddress address = ip(key, value.substring(0, slash));
        int most = address.isIpv4() ? 32 : 128;
        return new Subnet(address, number(key, value.substring(slash + 1), 1, most));
    }

    private NetAddress ip(String key, String value) {
        try {
            return NetAddress.parse(value);
        } catch (IllegalArgumentException malformed) {
            throw wrong(key + "=" + value + " is no IP address", "such as 10.2.0.41");
        }
    }

    private int number(String key, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException malformed) {
            // The complaint is the same: it is no number from there to there.
        }
        throw wrong(key + "=" + value + " is out of range", least + " to " + most);
    }

    private @Nullable Boolean toggle(String key, String value) {
        return switch (value) {
            case "on" -> true;
            case "off" -> false;
            case "keep" -> null;
            default -> throw wrong(key + "=" + value + " is unclear", "on, off or keep");
        };
    }

    private IllegalArgumentException wrong(String what, String wanted) {
        return new IllegalArgumentException("In '" + text + "' " + what + "; give " + wanted + ".");
    }
}
