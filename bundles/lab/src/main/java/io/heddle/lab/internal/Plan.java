package io.heddle.lab.internal;

import io.heddle.dpdk.frames.Layer3;
import io.heddle.dpdk.frames.Subnet;
import io.heddle.net.NetAddress;
import io.heddle.net.lab.LabLinks;

import java.util.List;

/**
 * Names and addresses of one lab. A device has a number from 1 to 249, its name and its addresses
 * follow from it: 198.18.0.0/15 is reserved for benchmarks (RFC 2544), and a lab takes one of its 512
 * networks of 256. Labs of two instances may share that, as nothing joins their bridges.
 */
record Plan(LabLinks links) {
    static final int PREFIX_BITS = 24;

    /** Numbers of cables, of taps and of memifs. */
    static final int FIRST_CABLE = 1;

    static final int FIRST_TAP = 101;
    static final int FIRST_MEMIF = 201;

    /** Devices of one kind: twice 24 lanes for a swap to the same driver. */
    static final int MOST = 49;

    /** A packet of 9,000 bytes: with it a datagram of 8 KiB is one frame. */
    static final int MTU_BYTES = 9_000;

    private static final int NETWORKS = 512;
    private static final int FIRST_NETWORK = 198 << 24 | 18 << 16;

    String bridge() {
        return links.prefix() + "br";
    }

    /** The end of a cable that a port opens. */
    String near(int number) {
        return links.prefix() + "l" + number;
    }

    /** The end of a cable that is in the bridge. */
    String far(int number) {
        return links.prefix() + "b" + number;
    }

    String tap(int number) {
        return links.prefix() + "t" + number;
    }

    private int network() {
        return FIRST_NETWORK + links.spread() % NETWORKS * 256;
    }

    /** The network as people write it. */
    String networkText() {
        return NetAddress.ipv4(network(), 0).host() + "/" + PREFIX_BITS;
    }

    NetAddress address(int number) {
        return NetAddress.ipv4(network() + number, 0);
    }

    /** The number of an address of this lab, or -1. */
    int number(NetAddress address) {
        long number = address.low() - address(0).low();
        return address.isIpv4() && number > 0 && number < 255 ? (int) number : -1;
    }

    /** Locally administered, the same for a number each time, so that neighbours stay right. */
    String mac(int number) {
        int spread = links.spread();
        return "02:68:64:%02x:%02x:%02x".formatted(spread >> 8 & 255, spread & 255, number);
    }

    Layer3 layer3(int number) {
        return new Layer3(List.of(new Subnet(address(number), PREFIX_BITS)), List.of(), 0);
    }
}
