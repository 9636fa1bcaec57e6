package io.heddle.testkit.driver;

import io.heddle.net.NetAddress;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A veth with a shaper, on which a socket fills up; loopback never does. Needs root and the commands
 * {@code ip} and {@code tc}. Closing removes it.
 */
final class SlowLink implements AutoCloseable {
    private static final long PID = ProcessHandle.current().pid();
    private static final String NAME = "hdl" + PID % 100_000;

    /**
     * Four addresses of 198.18.0.0/15, which is reserved for benchmarks, so nobody routes there. Not
     * those of another process that runs or has left its link: there are 32,768 times four.
     */
    private static final int NETWORK = 0xc612_0000 + (int) (PID % 32_768) * 4;

    static final NetAddress NEAR = NetAddress.ipv4(NETWORK + 1, 0);

    static final NetAddress FAR = NetAddress.ipv4(NETWORK + 2, 9);

    private static final long COMMAND_SECONDS = 60;

    private SlowLink() {}

    /** The link, or null where it cannot be made; says why. */
    static @Nullable SlowLink make() throws IOException {
        var link = new SlowLink();
        for (String command : List.of(
                "ip link add " + NAME + " type veth peer name " + NAME + "p",
                "ip addr add " + text(NETWORK + 1) + "/30 dev " + NAME,
                "ip link set " + NAME + " up",
                "ip link set " + NAME + "p up",
                "ip neigh add " + text(NETWORK + 2) + " lladdr 02:00:00:00:00:02 dev " + NAME,
                "tc qdisc add dev " + NAME + " root tbf rate 8mbit burst 64kb limit 64mb")) {
            String complaint = run(command);
            if (complaint != null) {
                System.out.println("SKIPPED: no slow link here: " + command + ": " + complaint);
                link.close();
                return null;
            }
        }
        return link;
    }

    private static String text(int address) {
        return (address >>> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "."
                + (address & 255);
    }

    private static @Nullable String run(String command) throws IOException {
        Process process;
        try {
            process = new ProcessBuilder(command.split(" "))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException absent) {
            return absent.getMessage();
        }
        try {
            byte[] said = process.getInputStream().readAllBytes();
            if (!process.waitFor(COMMAND_SECONDS, TimeUnit.SECONDS)) {
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

    @Override
    public void close() throws IOException {
        String unused = run("ip link del " + NAME);
    }
}
