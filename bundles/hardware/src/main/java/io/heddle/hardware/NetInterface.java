package io.heddle.hardware;

import org.jspecify.annotations.Nullable;

/**
 * One network interface of the kernel.
 *
 * @param mac the link address as the kernel writes it; empty where there is none
 * @param speedMbps the link speed, or -1 where the kernel does not say
 * @param state the operational state, such as "up", "down" or "unknown"
 * @param pci the address of its PCI function, or null for a virtual interface
 * @param bond the bond that it belongs to, or null
 * @param bondMode for a bond itself its mode, such as "802.3ad 4", else null
 */
public record NetInterface(
        String name,
        LinkLayer link,
        String mac,
        int mtu,
        int speedMbps,
        String state,
        @Nullable String pci,
        @Nullable String bond,
        @Nullable String bondMode) {

    /** Where its facts were read, such as {@code /sys/class/net/eth0}. */
    public String path() {
        return Inventory.NET_PATH + "/" + name;
    }
}
