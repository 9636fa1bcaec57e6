package io.heddle.dpdk.frames;

import io.heddle.net.NetAddress;

/**
 * Where datagrams for other networks go.
 *
 * @param network its first address, without a UDP port
 * @param prefixBits the length of its prefix: 0 to 32 for IPv4, 0 to 128 for IPv6; 0 for a default
 *     route
 * @param gateway a neighbour in one of the port's own networks
 */
public record Route(NetAddress network, int prefixBits, NetAddress gateway) {
    /** The addresses behind the gateway. */
    Subnet destination() {
        return new Subnet(network, prefixBits);
    }

    @Override
    public String toString() {
        return destination() + " via " + gateway.host();
    }
}
