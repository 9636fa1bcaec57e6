package io.heddle.systests.network;

import io.heddle.bench.lab.Lab;
import io.heddle.bench.lab.Namespace;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Networks to test on. Addresses are of 198.18.0.0/15 and fd00:198:18::/48: node n of network m is
 * 198.18.m.(n+1) and fd00:198:18:m::(n+1).
 */
final class Nets {
    private static final Pattern PACKETS = Pattern.compile("counter packets (\\d+)");

    private Nets() {}

    static String ipv4(int network, int node) {
        return "198.18." + network + "." + (node + 1);
    }

    static String ipv6(int network, int node) {
        return "fd00:198:18:" + network + "::" + (node + 1);
    }

    /** The address of a node in a network, of one family. */
    static String address(boolean six, int network, int node) {
        return six ? ipv6(network, node) : ipv4(network, node);
    }

    /** Starts an interface of a node in a network, with an address of both families. */
    static void up(Namespace where, String nic, int mtuBytes, int network, int node)
            throws IOException, InterruptedException {
        where.up(nic, mtuBytes, ipv4(network, node) + "/24", ipv6(network, node) + "/64");
    }

    /** Two namespaces with so many links, which are networks of their own. */
    static List<Namespace> pair(Lab lab, int links, int mtuBytes)
            throws IOException, InterruptedException {
        Namespace one = lab.namespace("a");
        Namespace other = lab.namespace("b");
        for (int link = 0; link < links; link++) {
            lab.veth(one, "e" + link, other, "e" + link);
            up(one, "e" + link, mtuBytes, link, 0);
            up(other, "e" + link, mtuBytes, link, 1);
        }
        return List.of(one, other);
    }

    /** So many namespaces on one switch, which is a namespace itself: the last of the list. */
    static List<Namespace> star(Lab lab, int count, int mtuBytes)
            throws IOException, InterruptedException {
        Namespace hub = lab.namespace("hub");
        hub.ip("link add br0 type bridge");
        hub.ip("link set br0 mtu " + mtuBytes);
        hub.ip("link set br0 up");
        var all = new ArrayList<Namespace>();
        for (int node = 0; node < count; node++) {
            Namespace spoke = lab.namespace("n" + node);
            lab.veth(spoke, "e0", hub, "p" + node);
            hub.ip("link set p" + node + " mtu " + mtuBytes);
            hub.ip("link set p" + node + " master br0");
            hub.ip("link set p" + node + " up");
            up(spoke, "e0", mtuBytes, 0, node);
            all.add(spoke);
        }
        all.add(hub);
        return all;
    }

    /**
     * Two namespaces in networks 0 and 1 with a router between them, the last of the list. Its leg to
     * the second one may have another MTU.
     */
    static List<Namespace> routed(Lab lab, int mtuBytes, int farMtuBytes)
            throws IOException, InterruptedException {
        Namespace one = lab.namespace("a");
        Namespace other = lab.namespace("b");
        Namespace router = lab.namespace("router");
        lab.veth(one, "e0", router, "r0");
        lab.veth(other, "e0", router, "r1");
        up(one, "e0", mtuBytes, 0, 0);
        up(other, "e0", mtuBytes, 1, 0);
        up(router, "r0", mtuBytes, 0, 99);
        up(router, "r1", farMtuBytes, 1, 99);
        router.shell("echo 1 > /proc/sys/net/ipv4/ip_forward;"
                + " echo 1 > /proc/sys/net/ipv6/conf/all/forwarding");
        one.ip("route add default via " + ipv4(0, 99));
        one.ip("-6 route add default via " + ipv6(0, 99));
        other.ip("route add default via " + ipv4(1, 99));
        other.ip("-6 route add default via " + ipv6(1, 99));
        return List.of(one, other, router);
    }

    /** Drops a share of the UDP packets that a namespace gets, at random, and counts them. */
    static void dropAtRandom(Namespace where, int perMille)
            throws IOException, InterruptedException {
        where.shell(
                "nft 'add table inet t; add chain inet t c { type filter hook input priority 0; };"
                        + " add rule inet t c meta l4proto udp numgen random mod 1000 < " + perMille
                        + " counter drop'");
    }

    /** How many packets the rules of a namespace dropped. */
    static long dropped(Namespace where) throws IOException, InterruptedException {
        Matcher counts = PACKETS.matcher(where.shell("nft list ruleset"));
        long sum = 0;
        while (counts.find()) {
            sum += Long.parseLong(counts.group(1));
        }
        return sum;
    }
}
