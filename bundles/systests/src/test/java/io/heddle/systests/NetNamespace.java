package io.heddle.systests;

import org.junit.jupiter.api.Assumptions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A network namespace with loopback and some NICs, which are veths whose other ends are switched on in
 * the same place; gone with {@link #close}, or with the next run of the same name.
 */
final class NetNamespace implements AutoCloseable {
    private final String name;

    private NetNamespace(String name) {
        this.name = name;
    }

    /** NICs nic0, nic1 ... with 198.18.0.1/24, 198.18.1.1/24 ...; skips the test, aloud, without root. */
    static NetNamespace open(String name, int nics) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root")
                        && Files.isExecutable(Path.of("/usr/sbin/ip"))
                        && Files.isExecutable(Path.of("/usr/bin/nsenter")),
                "SKIPPED: network namespaces need root, iproute2 and util-linux");
        var space = new NetNamespace(name);
        space.close();
        HeddleProcess.Result made =
                HeddleProcess.start(Path.of("/"), List.of("/usr/sbin/ip", "netns", "add", name));
        Assumptions.assumeTrue(
                made.exit() == 0, "SKIPPED: no network namespace can be made: " + made.err());
        space.ip("link set lo up");
        for (int nic = 0; nic < nics; nic++) {
            space.ip("link add nic" + nic + " type veth peer name port" + nic);
            space.ip("addr add 198.18." + nic + ".1/24 dev nic" + nic);
            space.ip("link set nic" + nic + " up");
            space.ip("link set port" + nic + " up");
        }
        return space;
    }

    /** The prefix of a command that runs inside; the mounts stay those of all. */
    List<String> enter() {
        return List.of("/usr/bin/nsenter", "--net=/run/netns/" + name);
    }

    /** {@code ip} inside; must succeed. */
    void ip(String arguments) throws IOException, InterruptedException {
        HeddleProcess.shell(Path.of("/"), "ip -n " + name + " " + arguments);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (Files.exists(Path.of("/run/netns", name))) {
            HeddleProcess.shell(Path.of("/"), "ip netns del " + name);
        }
    }
}
