package io.heddle.dpdk.internal;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Two connected interfaces that the kernel has no addresses on. Needs root; closing removes them. */
final class VethPair implements AutoCloseable {
    private static int made;

    final String near;
    final String far;

    private VethPair(String name) {
        near = name + "a";
        far = name + "b";
    }

    /** The pair, or skips the test aloud. */
    static VethPair make() {
        var pair = new VethPair("hdl" + ProcessHandle.current().pid() % 100_000 + "x" + ++made);
        String why = run("ip link add " + pair.near + " type veth peer name " + pair.far);
        if (!why.isEmpty()) {
            System.out.println("SKIPPED: no veth can be made here: " + why);
            Assumptions.abort("no veth can be made here: " + why);
        }
        for (String name : new String[] {pair.near, pair.far}) {
            // Else the kernel sends neighbour solicitations of its own.
            run("sysctl -qw net.ipv6.conf." + name + ".disable_ipv6=1");
            must("ip link set " + name + " mtu 9000 up");
        }
        return pair;
    }

    static void must(String command) {
        String why = run(command);
        if (!why.isEmpty()) {
            throw new AssertionError(command + ": " + why);
        }
    }

    /** What a command complained about, or nothing. */
    static String run(String command) {
        try {
            Process process = new ProcessBuilder(command.split(" "))
                    .redirectErrorStream(true)
                    .start();
            byte[] said = process.getInputStream().readAllBytes();
            return process.waitFor() == 0 ? "" : new String(said, StandardCharsets.UTF_8).strip();
        } catch (IOException absent) {
            return String.valueOf(absent.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    @Override
    public void close() {
        String unused = run("ip link del " + near);
    }
}
