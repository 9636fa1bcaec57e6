package io.heddle.dpdk.frames;

import io.heddle.foreign.linux.Errno;
import io.heddle.net.NetAddress;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The addresses of a port, which the kernel knows nothing of.
 *
 * @param subnets its own addresses, at least one; the first one is that which peers are told
 * @param routes ways to other networks; the longest prefix counts, whatever their order
 * @param vlan the tag of its frames, 1 to 4,094, or 0 for none
 */
public record Layer3(List<Subnet> subnets, List<Route> routes, int vlan) {
    private static final int MOST_VLAN = 4_094;

    /** fe80::/10: every IPv6 link has these, whatever else its prefixes are (RFC 4291). */
    private static final long LINK_LOCAL = 0xfe80L << 48;

    private static final long LINK_LOCAL_MASK = 0xffc0L << 48;

    /** @throws StorageException it cannot be, with what and the remedy */
    public Layer3 {
        subnets = List.copyOf(subnets);
        routes = List.copyOf(routes);
        String complaint = complaint(subnets, routes, vlan);
        if (complaint != null) {
            throw new StorageException(Errno.EINVAL, complaint);
        }
    }

    /** One address, no gateway, no VLAN. */
    public static Layer3 of(Subnet own) {
        return new Layer3(List.of(own), List.of(), 0);
    }

    private static @Nullable String complaint(List<Subnet> subnets, List<Route> routes, int vlan) {
        if (vlan < 0 || vlan > MOST_VLAN) {
            return "The VLAN " + vlan + " is impossible: give 1 to " + MOST_VLAN
                    + ", or 0 for none.";
        }
        if (subnets.isEmpty()) {
            return "A port without an address reaches nobody: give it at least one, such as"
                    + " 198.18.0.1/24.";
        }
        Set<String> seen = new HashSet<>();
        for (Subnet own : subnets) {
            NetAddress address = own.address();
            if (!isUnicast(address.high(), address.low())
                    || own.isBroadcast(address.high(), address.low())) {
                return own + " is no address of a single host: give one.";
            }
            if (!seen.add(address.host())) {
                return "The address " + address.host() + " is given twice: remove one.";
            }
        }
        for (Route route : routes) {
            NetAddress gateway = route.gateway();
            if (gateway.isIpv4() != route.destination().isIpv4()
                    || !isOnLink(subnets, gateway.high(), gateway.low())
                    || seen.contains(gateway.host())) {
                return "The gateway of the route " + route + " is no neighbour: give one in the"
                        + " subnet of an own address of the same family.";
            }
        }
        return null;
    }

    private static boolean isOnLink(List<Subnet> subnets, long high, long low) {
        for (Subnet own : subnets) {
            boolean local = !own.isIpv4() && isLinkLocal(high);
            if (local || own.holds(high, low) && !own.isBroadcast(high, low)) {
                return true;
            }
        }
        return false;
    }

    static boolean isLinkLocal(long high) {
        return (high & LINK_LOCAL_MASK) == LINK_LOCAL;
    }

    /** Whether an address names a single host other than the machine itself. */
    static boolean isUnicast(long high, long low) {
        if (high == 0 && low >>> 32 == 0xffff) {
            int first = (int) (low >>> 24) & 0xff;
            return first != 0 && first != 127 && first < 224;
        }
        boolean reserved = high == 0; // ::, ::1 and other forms of IPv4.
        return !reserved && high >>> 56 != 0xff;
    }
}
