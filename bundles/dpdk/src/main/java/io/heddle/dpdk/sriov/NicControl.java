package io.heddle.dpdk.sriov;

import java.util.List;

/** What rtnetlink(7) changes and tells of the kernel's interfaces; each call throws what it refuses. */
public interface NicControl {
    /**
     * Sets up a virtual function through the interface of its physical one.
     *
     * @param index the number of the virtual function, from 0
     */
    void configure(String pf, int index, VfSettings settings);

    /** Gives an interface another name; it is off. */
    void rename(String name, String wanted);

    /** Switches an interface on or off. */
    void up(String name, boolean on);

    /** Sets the largest packet of an interface. */
    void mtu(String name, int bytes);

    /** Adds an address with its prefix, such as "10.2.0.31/24"; one that is there already stays. */
    void address(String name, String cidr);

    /** The addresses of an interface, on or off, as {@link #address} takes them; none of its link only. */
    List<String> addresses(String name);
}
