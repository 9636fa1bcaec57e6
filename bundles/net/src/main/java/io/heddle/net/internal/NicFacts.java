package io.heddle.net.internal;

import io.heddle.net.DataNic.Link;
import io.heddle.net.NetAddress;

import java.util.List;

/** What the kernel says about interfaces; replaced in tests. */
interface NicFacts {
    /** Every interface, in the kernel's order. */
    List<String> names();

    /** The addresses of an interface, IPv4 first; port 0. */
    List<NetAddress> addresses(String name);

    /** Whether an interface is there, switched on and connected. */
    Link link(NicSpec nic);

    /** The interface that an address is on, "any" for the wildcard, or else the address as a text. */
    String behind(NetAddress address);

    /** Whether an interface is a loopback, all of whose network is local. */
    boolean isLoopback(String name);

    /** The interfaces of the default routes, the preferred one first. */
    List<String> defaultRoutes();

    /** The interfaces that management listens on; none for loopback or the wildcard address. */
    List<String> management();
}
