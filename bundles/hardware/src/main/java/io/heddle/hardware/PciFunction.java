package io.heddle.hardware;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One PCI function.
 *
 * @param address such as {@code 0000:3b:00.0}
 * @param vendor the vendor id, 0 to 0xffff
 * @param device the device id, 0 to 0xffff
 * @param classCode the 24 bit class, such as 0x020000 for Ethernet
 * @param driver the kernel driver that is bound, or null
 * @param numaNode the node, or -1 where the machine has none
 * @param iommuGroup the group, or -1 where the IOMMU is off
 * @param sriov what is known of virtual functions, or null if the function has none
 * @param physicalFunction for a virtual function the address of its physical one, else null
 * @param interfaces the names of its network interfaces
 */
public record PciFunction(
        String address,
        int vendor,
        int device,
        int classCode,
        @Nullable String driver,
        int numaNode,
        int iommuGroup,
        @Nullable Sriov sriov,
        @Nullable String physicalFunction,
        List<String> interfaces) {

    /**
     * Virtual functions of a physical one.
     *
     * @param total how many the device offers
     * @param enabled how many exist now
     */
    public record Sriov(int total, int enabled) {}

    public PciFunction {
        interfaces = List.copyOf(interfaces);
    }

    /** Class 02: Ethernet, InfiniBand and other network controllers. */
    public boolean isNetwork() {
        return classCode >>> 16 == 0x02;
    }

    /** The id as a plan writes it, such as {@code 15b3:1017}. */
    public String id() {
        return String.format("%04x:%04x", vendor, device);
    }

    /** Where its facts were read, such as {@code /sys/bus/pci/devices/0000:3b:00.0}. */
    public String path() {
        return Inventory.PCI_PATH + "/" + address;
    }
}
