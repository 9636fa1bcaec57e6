package io.heddle.dpdk.pci;

import io.heddle.dpdk.frames.Layer3;
import io.heddle.dpdk.frames.Route;
import io.heddle.dpdk.frames.Subnet;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * One entry of {@code functions} in the configuration of a driver: a function of a card and what it
 * serves with, such as {@code 0000:17:00.0 vfs=2 address=10.2.0.41/24 address=10.2.0.42/24}.
 *
 * @param where a PCI address, or the name of the kernel's interface
 * @param vfs how many virtual functions to make on it, each for a lane; 0 where it serves itself
 * @param four IPv4 addresses, the n-th for the n-th lane
 * @param six IPv6 addresses, the n-th for the n-th lane
 * @param routes ways to other networks, of every lane
 * @param vlan the tag of the data network, or 0
 * @param mtuBytes the largest IP packet, or 0 for what the kernel's interface has
 * @param trust whether a virtual function may change filters of its own; null to leave it
 * @param spoofCheck whether it may send from its own address only; null to leave it
 * @param shared whether the card may carry management, too, which S61 else refuses
 * @param arguments more device arguments for its poll mode driver
 */
record FunctionLine(
        String where,
        int vfs,
        List<Subnet> four,
        List<Subnet> six,
        List<Route> routes,
        int vlan,
        int mtuBytes,
        @Nullable Boolean trust,
        @Nullable Boolean spoofCheck,
        boolean shared,
        String arguments) {
    FunctionLine {
        four = List.copyOf(four);
        six = List.copyOf(six);
        routes = List.copyOf(routes);
    }

    /**
     * @throws IllegalArgumentException with one sentence: what is wrong, and what is wanted
     */
    static FunctionLine parse(String text) {
        return new FunctionLineReader(text).read();
    }

    /** A function of which the kernel knows the addresses. */
    static FunctionLine ofKernel(String where) {
        return new FunctionLine(
                where, 0, List.of(), List.of(), List.of(), 0, 0, null, null, false, "");
    }

    /** How many lanes it is to serve. */
    int lanes() {
        return Math.max(1, vfs);
    }

    boolean hasAddresses() {
        return !four.isEmpty() || !six.isEmpty();
    }

    /** The same with addresses that the kernel knows. */
    FunctionLine with(List<Subnet> kernelFour, List<Subnet> kernelSix) {
        return new FunctionLine(
                where,
                vfs,
                kernelFour,
                kernelSix,
                routes,
                vlan,
                mtuBytes,
                trust,
                spoofCheck,
                shared,
                arguments);
    }

    /**
     * What the n-th lane serves with.
     *
     * @param tagged whether the frames themselves carry the VLAN's tag, and not the card
     */
    Layer3 layer3(int lane, boolean tagged) {
        var own = new ArrayList<Subnet>();
        if (lane < four.size()) {
            own.add(four.get(lane));
        }
        if (lane < six.size()) {
            own.add(six.get(lane));
        }
        boolean isFour = lane < four.size();
        boolean isSix = lane < six.size();
        List<Route> reachable = routes.stream()
                .filter(route -> route.network().isIpv4() ? isFour : isSix)
                .toList();
        return new Layer3(own, reachable, tagged ? vlan : 0);
    }
}
