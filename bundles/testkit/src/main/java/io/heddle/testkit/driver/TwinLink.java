package io.heddle.testkit.driver;

import io.heddle.net.NetAddress;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/**
 * A network namespace with two interfaces in one subnet. The kernel alone would send everything by
 * the first. Needs root and the command {@code ip}. Closing removes it.
 */
final class TwinLink implements AutoCloseable {
    private static final String NAME = "hdltwin" + ProcessHandle.current().pid();

    static final NetAddress FIRST = NetAddress.ipv4(0xc613_0001, 0);
    static final NetAddress SECOND = NetAddress.ipv4(0xc613_0002, 0);

    /** Somebody whom both interfaces reach. */
    static final NetAddress FAR = NetAddress.ipv4(0xc613_0009, 9);

    private TwinLink() {}

    /** The namespace, or null where it cannot be made; says why. */
    static @Nullable TwinLink make() throws IOException {
        var twin = new TwinLink();
        String in = "ip -n " + NAME + " ";
        for (String command : List.of(
                "ip netns add " + NAME,
                in + "link add a0 type veth peer name p0",
                in + "link add a1 type veth peer name p1",
                in + "addr add 198.19.0.1/24 dev a0",
                in + "addr add 198.19.0.2/24 dev a1",
                in + "link set lo up",
                in + "link set a0 up",
                in + "link set a1 up",
                in + "link set p0 up",
                in + "link set p1 up",
                in + "neigh add 198.19.0.9 lladdr 02:00:00:00:00:09 dev a0",
                in + "neigh add 198.19.0.9 lladdr 02:00:00:00:00:09 dev a1")) {
            String complaint = Command.run(command);
            if (complaint != null) {
                System.out.println("SKIPPED: no namespace here: " + command + ": " + complaint);
                twin.close();
                return null;
            }
        }
        return twin;
    }

    /** What happens in a namespace. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    /** Does something on a thread of its own that sees this namespace only. */
    static void inside(Action action) {
        boolean unused = NetworkNamespace.inside(NAME, () -> {
            action.run();
            return true;
        });
    }

    @Override
    public void close() throws IOException {
        String unused = Command.run("ip netns del " + NAME);
    }
}
