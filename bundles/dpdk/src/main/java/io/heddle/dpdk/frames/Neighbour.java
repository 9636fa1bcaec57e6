package io.heddle.dpdk.frames;

import io.heddle.net.NetAddress;

/**
 * One row of the database, for people.
 *
 * @param mac see {@link Mac}; 0 before the first answer
 */
public record Neighbour(NetAddress address, long mac, NeighbourState state) {}
