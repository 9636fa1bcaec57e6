package io.heddle.dpdk.pci;

import io.heddle.dpdk.frames.Layer3;
import io.heddle.dpdk.frames.Route;
import io.heddle.dpdk.frames.Subnet;
import io.heddle.hardware.NicModel;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * One entry of {@code functions} in the configuration of a driver: a function of a card and what it
 * serves with, such as {@code 0000:17:00.0 vfs=2 address=10.2.0.41/24 address=10.2.0.42/24}.
 *
 * @param where a PCI address, or the name of the kernel's interface
 * @param vfs how many virtual functions to make on it, each for a lane; 0 where it serves itself
 * @param lanes how many lanes share the function itself and its addresses, each with a UDP port of its
 *     own; 0 for what its card is made for
 * @param four IPv4 addresses, the n-th for the n-th function
 * @param six IPv6 addresses, the n-th for the n-th function
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
        int lanes,
        List<Subnet> four,
        List<Subnet> six,
        List<Route> routes,
        int vlan,
        int mtuBytes,
        @Nullable Boolean trust,
        @Nullable Boolean spoofCheck,
        boolean shared,
        String arguments) {
    /** Where processes share the address of a card (S68), they may be so many in this one. */
    static final int SHARED_LANES = 8;

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
                where, 0, 0, List.of(), List.of(), List.of(), 0, 0, null, null, false, "");
    }

    /** How many functions serve, each with addresses of its own. */
    int functions() {
        return Math.max(1, vfs);
    }

    /** How many lanes each of the functions serves. */
    int lanesOfEach(NicModel model) {
        if (vfs > 0) {
            return 1;
        }
        return lanes > 0 ? lanes : model.sharedIp() ? SHARED_LANES : 1;
    }

    boolean hasAddresses() {
        return !four.isEmpty() || !six.isEmpty();
    }

    /** The same with addresses that the kernel knows. */
    FunctionLine with(List<Subnet> kernelFour, List<Subnet> kernelSix) {
        return new FunctionLine(
                where,
                vfs,
                lanes,
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
     * What the n-th function serves with.
     *
     * @param tagged whether the frames themselves carry the VLAN's tag, and not the card
     */
    Layer3 layer3(int function, boolean tagged) {
        var own = new ArrayList<Subnet>();
        if (function < four.size()) {
            own.add(four.get(function));
        }
        if (function < six.size()) {
            own.add(six.get(function));
        }
        boolean isFour = function < four.size();
        boolean isSix = function < six.size();
        List<Route> reachable = routes.stream()
                .filter(route -> route.network().isIpv4() ? isFour : isSix)
                .toList();
        return new Layer3(own, reachable, tagged ? vlan : 0);
    }
}
