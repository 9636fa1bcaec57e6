package io.heddle.bench.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace of a {@link Lab}.
 *
 * @param name as {@code ip netns} knows it
 */
public record Namespace(String name) {
    /** Runs {@code ip} in here, such as {@code link set a up}. */
    public void ip(String arguments) throws IOException, InterruptedException {
        String unused = Shell.run("ip -n " + name + " " + arguments);
    }

    /** Runs a program in here and gives what it printed. */
    public String exec(List<String> words, long seconds) throws IOException, InterruptedException {
        return Shell.run(command(words), seconds);
    }

    /** A shell line in here. */
    public String shell(String line) throws IOException, InterruptedException {
        return exec(List.of("sh", "-ec", line), 60);
    }

    /** The words that run a program in here. */
    public List<String> command(List<String> words) {
        var all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(words);
        return all;
    }

    /** Gives an interface its addresses (with a prefix length, IPv4 or IPv6) and starts it. */
    public void up(String nic, int mtuBytes, String... addresses)
            throws IOException, InterruptedException {
        ip("link set " + nic + " mtu " + mtuBytes);
        for (String address : addresses) {
            // Without duplicate address detection, which takes a second.
            ip("addr add " + address + " dev " + nic + (address.contains(":") ? " nodad" : ""));
        }
        ip("link set " + nic + " up");
    }
}
