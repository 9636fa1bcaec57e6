package io.heddle.dpdk.sriov;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The kernel's files below a root; a test puts a kernel of its own behind them. */
public interface Sysfs {
    /** Where a PCI function's files are. */
    String PCI = "/sys/bus/pci/devices/";

    /** Where drivers of PCI functions are. */
    String DRIVERS = "/sys/bus/pci/drivers/";

    /** Lets the kernel choose a driver for the function whose address is written there. */
    String PROBE = "/sys/bus/pci/drivers_probe";

    /** What a file says, without blanks around; null where it is not there. */
    @Nullable
    String read(String path);

    /** The last name of what a link points to; null where there is none. */
    @Nullable
    String link(String path);

    /** Whether an interface is switched on (IFF_UP of if.h), with or without a link. */
    default boolean isOn(String net) {
        String flags = read("/sys/class/net/" + net + "/flags");
        return flags != null && (Integer.decode(flags) & 1) != 0;
    }

    /** The names in a folder, in order; none where it is not there. */
    List<String> list(String path);

    /**
     * Writes to a file that is there.
     *
     * @throws io.heddle.runtime.StorageException with what the kernel said
     */
    void write(String path, String value);
}
