package io.heddle.dpdk.frames;

import io.heddle.testkit.driver.Command;
import io.heddle.testkit.driver.NetworkNamespace;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The kernel's own stack in a network namespace, on one end of a veth whose other end no kernel uses.
 * Needs root and the command {@code ip}. Closing removes all of it.
 */
final class KernelPeer implements AutoCloseable {
    private static final String SUFFIX = Long.toString(ProcessHandle.current().pid());
    private static final String NAMESPACE = "hdlfk" + SUFFIX;
    static final String NEAR = "hdlfa" + SUFFIX;
    static final String FAR = "hdlfb";

    private KernelPeer() {}

    /** The peer with its addresses, or null where it cannot be made; says why. */
    static @Nullable KernelPeer make() throws IOException {
        var peer = new KernelPeer();
        for (String line : List.of(
                "ip netns add " + NAMESPACE,
                "ip link add " + NEAR + " type veth peer name " + FAR + " netns " + NAMESPACE,
                "ip link set " + NEAR + " address 02:00:00:00:00:0d",
                "sysctl -qw net.ipv6.conf." + NEAR + ".disable_ipv6=1",
                "ip link set " + NEAR + " up",
                "ip -n " + NAMESPACE + " link set lo up",
                "ip -n " + NAMESPACE + " link set " + FAR + " address 02:00:00:00:00:0a",
                "ip -n " + NAMESPACE + " addr add 198.18.7.1/24 dev " + FAR,
                "ip -n " + NAMESPACE + " addr add fd00:7::1/64 dev " + FAR + " nodad",
                "ip -n " + NAMESPACE + " link set " + FAR + " up")) {
            String complaint = Command.run(line);
            if (complaint != null) {
                System.out.println("SKIPPED: no veth here: " + line + ": " + complaint);
                peer.close();
                return null;
            }
        }
        return peer;
    }

    /** Runs {@code ip} in the namespace; null if it went well, else what it said. */
    static @Nullable String ip(String arguments) throws IOException {
        return Command.run("ip -n " + NAMESPACE + " " + arguments);
    }

    /** Starts a command in the namespace. */
    static Process start(String line) throws IOException {
        return new ProcessBuilder(("ip netns exec " + NAMESPACE + " " + line).split(" "))
                .redirectErrorStream(true)
                .start();
    }

    /** What a command says in the namespace. */
    static String say(String line) throws IOException {
        return new String(start(line).getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** A socket of the namespace that does not block. */
    static DatagramChannel socket(String host, int port) {
        return NetworkNamespace.inside(NAMESPACE, () -> {
            boolean isIpv4 = host.indexOf(':') < 0;
            DatagramChannel channel = DatagramChannel.open(
                    isIpv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
            channel.bind(new InetSocketAddress(host, port));
            channel.configureBlocking(false);
            return channel;
        });
    }

    @Override
    public void close() throws IOException {
        String link = Command.run("ip link del " + NEAR);
        String namespace = Command.run("ip netns del " + NAMESPACE);
        if (link != null || namespace != null) {
            System.out.println("left: " + link + "; " + namespace);
        }
    }
}
