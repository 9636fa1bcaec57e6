package io.heddle.dpdk;

import io.heddle.dpdk.frames.Layer3;

/**
 * A device to open.
 *
 * @param name a PCI address such as "0000:03:10.0", or a virtual device such as "net_memif0"
 * @param arguments its device arguments without the name, such as "iface=hdl0,qdisc_bypass=1"; empty
 *     for none
 * @param pmd the poll mode driver that serves it, as {@link Dpdk#prepare} takes it
 * @param layer3 addresses, routes and VLAN of the port
 * @param mtuBytes the largest IP packet in bytes; the device may offer less
 * @param rxInterrupt whether the loop should sleep until a packet arrives (S54); where the device
 *     cannot, the port is polled and says so as a concern
 * @param pinned whether the loop's thread gets a processor of the device's NUMA node for itself as
 *     long as the port is open, for polling in performance mode
 * @param lanes how many lanes may have a port on it at a time, with the same addresses and a UDP port
 *     for each; 1 for a device of its own
 */
public record DeviceSpec(
        String name,
        String arguments,
        String pmd,
        Layer3 layer3,
        int mtuBytes,
        boolean rxInterrupt,
        boolean pinned,
        int lanes) {
    /** A device for one lane. */
    public DeviceSpec(
            String name,
            String arguments,
            String pmd,
            Layer3 layer3,
            int mtuBytes,
            boolean rxInterrupt,
            boolean pinned) {
        this(name, arguments, pmd, layer3, mtuBytes, rxInterrupt, pinned, 1);
    }

    /** As rte_dev_probe(3) takes it: name and arguments. */
    public String devargs() {
        return arguments.isEmpty() ? name : name + "," + arguments;
    }
}
