package io.heddle.hardware;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One network interface of the kernel.
 *
 * @param link what carries its frames, by its ARPHRD number
 * @param mac the link address as the kernel writes it; empty where there is none
 * @param mtu bytes
 * @param speedMbps the link speed; absent where the link is down or has none
 * @param state the operational state, such as "up", "down" or "unknown"
 * @param carrier whether the other end is there; absent while the interface is switched off
 * @param pci the address of its PCI function, or null for a virtual interface
 * @param master the bond or bridge that it belongs to, or null
 * @param bond what it is if it is a bond, else null
 * @param vlan what it is if it is a VLAN, else null
 */
public record NetInterface(
        String name,
        Reading<LinkLayer> link,
        String mac,
        Reading<Integer> mtu,
        Reading<Integer> speedMbps,
        String state,
        Reading<Boolean> carrier,
        @Nullable String pci,
        @Nullable String master,
        @Nullable Bond bond,
        @Nullable Vlan vlan) {

    /**
     * Several interfaces as one.
     *
     * @param members the names of its interfaces
     */
    public record Bond(Reading<BondMode> mode, List<String> members) {
        public Bond {
            members = List.copyOf(members);
        }
    }

    /**
     * How a bond spreads its frames (kernel: Documentation/networking/bonding.rst).
     *
     * @param name such as "802.3ad"
     * @param number such as 4
     */
    public record BondMode(String name, int number) {}

    /**
     * A tagged share of another interface.
     *
     * @param parent the interface below; absent if the kernel shows none
     * @param id the tag, 0 to 4095
     */
    public record Vlan(Reading<String> parent, Reading<Integer> id) {}

    /** Where its facts were read, such as {@code /sys/class/net/eth0}. */
    public String path() {
        return Inventory.NET_PATH + "/" + name;
    }
}
