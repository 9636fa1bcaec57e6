package io.heddle.net.internal;

import io.heddle.net.NetAddress;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A data NIC as it was asked for.
 *
 * @param name the interface, as the kernel calls it
 * @param addresses at least one; port 0
 * @param label the switch that it is connected to, or empty
 */
record NicSpec(String name, List<NetAddress> addresses, String label) {
    /** The name of the one that binds the wildcard address, which belongs to no interface. */
    static final String ANY = "any";

    /** What a label may be: short, and one word in the file. */
    static final Pattern LABEL = Pattern.compile("[A-Za-z0-9._:-]{0,32}");

    NicSpec {
        addresses = List.copyOf(addresses);
    }

    /** The address of a lane: lanes take them in turn. */
    NetAddress address(int lane) {
        return addresses.get(Math.floorMod(lane, addresses.size()));
    }

    /** A line of the file: name, addresses with commas, label. */
    String line() {
        return (name + " " + hosts() + " " + label).strip();
    }

    String hosts() {
        return addresses.stream().map(NetAddress::host).collect(Collectors.joining(","));
    }

    /** @throws IllegalArgumentException the line is none of {@link #line} */
    static NicSpec parse(String line) {
        String[] words = line.strip().split("\\s+");
        if (words.length < 2 || words.length > 3) {
            throw new IllegalArgumentException("a line is NAME ADDRESS[,ADDRESS...] [LABEL]");
        }
        String label = words.length == 3 ? words[2] : "";
        if (!LABEL.matcher(label).matches()) {
            throw new IllegalArgumentException("\"" + label + "\" is no label");
        }
        return new NicSpec(
                words[0],
                Arrays.stream(words[1].split(",")).map(NetAddress::parse).toList(),
                label);
    }
}
