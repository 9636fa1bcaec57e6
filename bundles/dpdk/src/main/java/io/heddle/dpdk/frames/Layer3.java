package io.heddle.dpdk.frames;

import java.util.List;

/**
 * The addresses of a port, which the kernel knows nothing of.
 *
 * @param subnets its own addresses; the first one is that which peers are told
 * @param routes ways to other networks
 * @param vlan the tag of its frames, 1 to 4094, or 0 for none
 */
public record Layer3(List<Subnet> subnets, List<Route> routes, int vlan) {
    public Layer3 {
        subnets = List.copyOf(subnets);
        routes = List.copyOf(routes);
    }
}
