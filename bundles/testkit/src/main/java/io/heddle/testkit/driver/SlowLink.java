package io.heddle.testkit.driver;

import io.heddle.net.NetAddress;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

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

    /** Its own network of 2001:2::/48, reserved for the same. */
    private static final long NETWORK_6 = 0x2001_0002_0000_0000L + PID % 0xffff;

    static final NetAddress NEAR_6 = new NetAddress(NETWORK_6, 1, 0);

    static final NetAddress FAR_6 = new NetAddress(NETWORK_6, 2, 9);

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
            String complaint = Command.run(command);
            if (complaint != null) {
                System.out.println("SKIPPED: no slow link here: " + command + ": " + complaint);
                link.close();
                return null;
            }
        }
        return link;
    }

    /** The far end, where frames can be seen. */
    static String farName() {
        return NAME + "p";
    }

    /** Gives the near end its IPv6 address, too; false where the kernel has no IPv6. */
    static boolean addIpv6() throws IOException {
        String prefix = "2001:2:0:" + Long.toHexString(NETWORK_6 & 0xffff) + "::";
        for (String command : List.of(
                "ip addr add " + prefix + "1/64 dev " + NAME + " nodad",
                "ip neigh add " + prefix + "2 lladdr 02:00:00:00:00:02 dev " + NAME)) {
            String complaint = Command.run(command);
            if (complaint != null) {
                System.out.println("SKIPPED: no IPv6 here: " + command + ": " + complaint);
                return false;
            }
        }
        return true;
    }

    /** Lets routing believe that the path takes less than the interface; an own MTU of a route. */
    static void pathMtu(int bytes) throws IOException {
        String command = "ip route change " + text(NETWORK) + "/30 dev " + NAME
                + " proto kernel scope link src " + text(NETWORK + 1) + " mtu " + bytes;
        String complaint = Command.run(command);
        if (complaint != null) {
            throw new IOException(command + ": " + complaint);
        }
    }

    private static String text(int address) {
        return (address >>> 24) + "." + (address >> 16 & 255) + "." + (address >> 8 & 255) + "."
                + (address & 255);
    }

    @Override
    public void close() throws IOException {
        String unused = Command.run("ip link del " + NAME);
    }
}
