package io.heddle.dpdk.sriov;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Functions that the IOMMU cannot keep apart: VFIO hands out all of them or none (kernel:
 * Documentation/driver-api/vfio.rst).
 */
final class IommuGroup {
    private static final String NO_IOMMU = "/sys/module/vfio/parameters/enable_unsafe_noiommu_mode";

    /** Drivers beside which VFIO takes a group (drivers/vfio/vfio_main.c). */
    private static final Set<String> HARMLESS = Set.of("vfio-pci", "pci-stub", "pcieport");

    private IommuGroup() {}

    /**
     * @param ours functions that are to be given to vfio-pci as well
     * @throws StorageException VFIO would refuse the function
     */
    static void check(Sysfs sys, String function, Set<String> ours) {
        String group = sys.link(Sysfs.PCI + function + "/iommu_group");
        if (group == null) {
            if (!allowsNoIommu(sys)) {
                throw new StorageException(
                        Errno.ENODEV,
                        "Function " + function + " is in no IOMMU group, so nothing would keep it"
                                + " from this machine's memory; switch the IOMMU on in the BIOS"
                                + " and boot with intel_iommu=on or amd_iommu=on.");
            }
            return;
        }
        var foreign = new ArrayList<String>();
        for (String member : members(sys, group)) {
            String driver = sys.link(Sysfs.PCI + member + "/driver");
            if (!member.equals(function)
                    && !ours.contains(member)
                    && driver != null
                    && !HARMLESS.contains(driver)) {
                foreign.add(member + " (" + driver + ")");
            }
        }
        if (!foreign.isEmpty()) {
            throw new StorageException(
                    Errno.EPERM,
                    "Function " + function + " shares IOMMU group " + group + " with "
                            + String.join(", ", foreign) + ", which would lose its driver; put the"
                            + " card in another slot, or switch ACS on in the BIOS.");
        }
    }

    static boolean allowsNoIommu(Sysfs sys) {
        @Nullable String mode = sys.read(NO_IOMMU);
        return "Y".equals(mode) || "1".equals(mode);
    }

    private static List<String> members(Sysfs sys, String group) {
        return sys.list("/sys/kernel/iommu_groups/" + group + "/devices");
    }
}
