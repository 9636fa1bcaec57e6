package io.heddle.dpdk.frames;

import io.heddle.net.NetAddress;

/**
 * An address of the port itself and the network that it is in.
 *
 * @param address without a UDP port
 * @param prefixBits the length of the network's prefix: 0 to 32 for IPv4, 0 to 128 for IPv6
 */
public record Subnet(NetAddress address, int prefixBits) {}
