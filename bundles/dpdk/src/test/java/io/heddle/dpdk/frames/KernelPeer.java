package io.heddle.dpdk.frames;

import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.Syscall;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * The kernel's own stack in a network namespace, on one end of a veth whose other end no kernel uses.
 * Needs root and the command {@code ip}. Closing removes all of it.
 */
final class KernelPeer implements AutoCloseable {
    private static final String SUFFIX = Long.toString(ProcessHandle.current().pid());
    private static final String NAMESPACE = "hdlfk" + SUFFIX;
    static final String NEAR = "hdlfa" + SUFFIX;
    static final String FAR = "hdlfb";
    private static final int CLONE_NEWNET = 0x4000_0000;

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
            String complaint = complaint(List.of(line.split(" ")));
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
        return complaint(List.of(("ip -n " + NAMESPACE + " " + arguments).split(" ")));
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

    private static @Nullable String complaint(List<String> words) throws IOException {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            byte[] said = process.getInputStream().readAllBytes();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "it does not end";
            }
            return process.exitValue() == 0
                    ? null
                    : new String(said, StandardCharsets.UTF_8).strip();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** A socket of the namespace that does not block. */
    static DatagramChannel socket(String host, int port) {
        var task = new FutureTask<>(() -> {
            enter();
            boolean isIpv4 = host.indexOf(':') < 0;
            DatagramChannel channel = DatagramChannel.open(
                    isIpv4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
            channel.bind(new InetSocketAddress(host, port));
            channel.configureBlocking(false);
            return channel;
        });
        Thread.ofPlatform().name("in " + NAMESPACE).start(task);
        try {
            return task.get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", stopped);
        } catch (ExecutionException failed) {
            throw new AssertionError(failed.getCause());
        }
    }

    private static void enter() {
        try (var linux = new Linux()) {
            int fd = linux.open("/run/netns/" + NAMESPACE, 0, 0);
            long result = fd < 0 ? fd : linux.syscall(Syscall.SETNS, fd, CLONE_NEWNET, 0, 0, 0, 0);
            if (result < 0) {
                throw new AssertionError("setns: error " + -result);
            }
            linux.close(fd);
        }
    }

    @Override
    public void close() throws IOException {
        String link = complaint(List.of("ip", "link", "del", NEAR));
        String namespace = complaint(List.of("ip", "netns", "del", NAMESPACE));
        if (link != null || namespace != null) {
            System.out.println("left: " + link + "; " + namespace);
        }
    }
}
