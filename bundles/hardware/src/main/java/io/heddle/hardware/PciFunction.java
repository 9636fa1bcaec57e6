package io.heddle.hardware;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One PCI function.
 *
 * @param address such as {@code 0000:3b:00.0}
 * @param vendor the vendor id, 0 to 0xffff
 * @param device the device id, 0 to 0xffff
 * @param subsystem the board's vendor and device as {@code 15b3:0007}, or null
 * @param classCode the 24 bit class, such as 0x020000 for Ethernet
 * @param slot the name of the physical slot that the card is in, or null where nobody says
 * @param driver the kernel driver that is bound, or null
 * @param numaNode the node, or -1 where the machine has none
 * @param iommuGroup the group, or -1 where the IOMMU is off
 * @param sriov what a physical function says of its virtual ones; absent if it has none
 * @param physicalFunction for a virtual function the address of its physical one, else null
 * @param interfaces the names of its network interfaces
 * @param rdmaDevices the names of its RDMA devices, such as {@code mlx5_0}
 */
public record PciFunction(
        String address,
        int vendor,
        int device,
        @Nullable String subsystem,
        int classCode,
        @Nullable String slot,
        @Nullable String driver,
        int numaNode,
        int iommuGroup,
        Reading<Sriov> sriov,
        @Nullable String physicalFunction,
        List<String> interfaces,
        List<String> rdmaDevices) {

    private static final int NVIDIA = 0x10de;
    private static final int ETHERNET = 0x020000;

    /**
     * Virtual functions of a physical one (kernel: Documentation/PCI/pci-iov-howto.rst).
     *
     * @param total how many the device offers
     * @param enabled how many exist now
     * @param functions the addresses of those that exist
     * @param memory whether the firmware gave the virtual functions memory, as it does when SR-IOV
     *     is switched on in the BIOS; absent where the kernel does not show that
     */
    public record Sriov(int total, int enabled, List<String> functions, Reading<Boolean> memory) {
        public Sriov {
            functions = List.copyOf(functions);
        }
    }

    public PciFunction {
        interfaces = List.copyOf(interfaces);
        rdmaDevices = List.copyOf(rdmaDevices);
    }

    /** An Ethernet function of which only the ids are known. */
    public static PciFunction nic(String address, int vendor, int device) {
        return new PciFunction(
                address,
                vendor,
                device,
                null,
                ETHERNET,
                null,
                null,
                -1,
                -1,
                new Reading.Absent<>(Inventory.PCI_PATH + "/" + address + "/sriov_totalvfs"),
                null,
                List.of(),
                List.of());
    }

    /** Class 02: Ethernet, InfiniBand and other network controllers. */
    public boolean isNetwork() {
        return classCode >>> 16 == 0x02;
    }

    /** Class 03, a display or 3D controller, of NVIDIA. */
    public boolean isNvidiaGpu() {
        return classCode >>> 16 == 0x03 && vendor == NVIDIA;
    }

    public boolean isVirtual() {
        return physicalFunction != null;
    }

    /** The id as a plan writes it, such as {@code 15b3:1017}. */
    public String id() {
        return String.format("%04x:%04x", vendor, device);
    }

    /** The card as domain, bus and device; a virtual function's is that of its physical one. */
    public String card() {
        String on = physicalFunction == null ? address : physicalFunction;
        int dot = on.indexOf('.');
        return dot < 0 ? on : on.substring(0, dot);
    }

    /** Where its facts were read, such as {@code /sys/bus/pci/devices/0000:3b:00.0}. */
    public String path() {
        return Inventory.PCI_PATH + "/" + address;
    }
}
