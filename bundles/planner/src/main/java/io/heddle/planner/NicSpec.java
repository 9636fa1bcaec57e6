package io.heddle.planner;

import org.jspecify.annotations.Nullable;

/**
 * One data NIC of every server of a group.
 *
 * @param name of the interface, unique in its group
 * @param pci vendor and device in lower case, such as "15b3:1017"
 * @param card what tells physical cards apart
 * @param address the PCI address, such as "0000:3b:00.0"
 * @param kernelDriver the kernel driver that is bound
 * @param numa the memory node, from 0
 * @param mtu in bytes
 * @param bond null where it belongs to none
 * @param switchName the switch that it is connected to (S84)
 * @param label keeps traffic on one switch (S92)
 */
public record NicSpec(
        String name,
        String pci,
        Fact<String> card,
        Fact<String> address,
        Link link,
        Fact<String> kernelDriver,
        Fact<Integer> numa,
        Fact<Integer> mtu,
        Fact<SriovSpec> sriov,
        NicFunction function,
        Fact<OfedSpec> ofed,
        @Nullable BondSpec bond,
        Fact<String> switchName,
        Fact<String> label) {}
