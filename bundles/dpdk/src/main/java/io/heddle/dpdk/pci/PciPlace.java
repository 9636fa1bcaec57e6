package io.heddle.dpdk.pci;

import io.heddle.dpdk.sriov.NicControl;
import io.heddle.dpdk.sriov.PciHold;
import io.heddle.dpdk.sriov.RootedSysfs;
import io.heddle.dpdk.sriov.Rtnetlink;
import io.heddle.dpdk.sriov.Sysfs;
import io.heddle.dpdk.sriov.UndoJournal;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * The machine that a driver works on.
 *
 * @param root the tree that inventories are read from, the live {@code /} or one of a test
 * @param data the folder that remembers what is taken, or null where there is none
 */
public record PciPlace(
        Path root, Sysfs sys, NicControl nics, @Nullable Path data) {

    /** This machine. */
    public static PciPlace live(@Nullable String data) {
        Path root = Path.of("/");
        var sys = new RootedSysfs(root);
        return new PciPlace(root, sys, new Rtnetlink(sys), data == null ? null : Path.of(data));
    }

    /** Takes nothing yet; puts back what an earlier process left taken for that driver. */
    PciHold hold(String driver) {
        Path folder = data;
        if (folder == null) {
            throw new StorageException(
                    Errno.ENOENT,
                    "There is no data folder to remember what the driver " + driver
                            + " takes of the PCI bus; set the framework property heddle.data.");
        }
        return PciHold.of(
                sys, nics, UndoJournal.read(folder.resolve("pci-" + driver + ".undo"), sys));
    }
}
