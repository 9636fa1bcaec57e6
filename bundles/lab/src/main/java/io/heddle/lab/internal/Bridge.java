package io.heddle.lab.internal;

import io.heddle.net.lab.IpCommand;
import io.heddle.net.lab.LabLinks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The links of the lab in the kernel: a bridge, and cables (veth pairs), one end of each in the bridge.
 * The kernel has no address on any of them and speaks no IPv6 there, so only our frames pass.
 */
final class Bridge {
    private static final Path ROOT = Path.of("/");
    private static final String IPV6 = "/proc/sys/net/ipv6/conf/%s/disable_ipv6";

    private final Plan plan;

    Bridge(Plan plan) {
        this.plan = plan;
    }

    /** Makes it unless it is there. */
    void make() {
        if (exists(plan.bridge())) {
            return;
        }
        String name = plan.bridge();
        IpCommand.run(List.of(
                "link add " + name + " mtu " + Plan.MTU_BYTES
                        + " type bridge forward_delay 0 stp_state 0 mcast_snooping 0",
                alias(name)));
        noIpv6(name);
        IpCommand.run(List.of("link set " + name + " up"));
    }

    /** Makes the cables of these numbers. */
    void cables(List<Integer> numbers) {
        var lines = new ArrayList<String>();
        for (int number : numbers) {
            String near = plan.near(number);
            String far = plan.far(number);
            lines.add("link add " + near + " address " + plan.mac(number) + " mtu "
                    + Plan.MTU_BYTES + " type veth peer name " + far + " mtu "
                    + Plan.MTU_BYTES);
            lines.add(alias(near));
            lines.add(alias(far));
        }
        IpCommand.run(lines);
        lines.clear();
        for (int number : numbers) {
            noIpv6(plan.near(number));
            noIpv6(plan.far(number));
            lines.add("link set " + plan.far(number) + " master " + plan.bridge() + " up");
            lines.add("link set " + plan.near(number) + " up");
        }
        IpCommand.run(lines);
    }

    private String alias(String name) {
        return "link set " + name + " alias " + plan.links().alias();
    }

    static boolean exists(String link) {
        return LabLinks.names(ROOT).contains(link);
    }

    /** Before it is up, or the kernel announces itself there. */
    static void noIpv6(String link) {
        try {
            Files.writeString(Path.of(IPV6.formatted(link)), "1");
        } catch (IOException refused) {
            // No IPv6 here, or not ours to say: then the kernel talks there, and nobody listens.
            return;
        }
    }
}
