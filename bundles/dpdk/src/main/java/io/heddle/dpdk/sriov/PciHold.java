package io.heddle.dpdk.sriov;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What this process takes of the PCI bus: virtual functions that it makes, functions that it gives to
 * vfio-pci. Closing puts everything back, also after a failure halfway; after the death of the
 * process {@link #of} does at the next start. One thread at a time.
 */
public final class PciHold implements AutoCloseable {
    private final Sysfs sys;
    private final NicControl nics;
    private final UndoJournal journal;

    private PciHold(Sysfs sys, NicControl nics, UndoJournal journal) {
        this.sys = sys;
        this.nics = nics;
        this.journal = journal;
    }

    /** Takes nothing yet; puts back what an earlier process left in that journal. */
    public static PciHold of(Sysfs sys, NicControl nics, UndoJournal journal) {
        if (!journal.isEmpty()) {
            journal.takeBack(sys, nics);
        }
        return new PciHold(sys, nics, journal);
    }

    /**
     * Makes virtual functions (kernel: Documentation/PCI/pci-iov-howto.rst).
     *
     * @return their addresses, in the order of their numbers
     */
    public List<String> make(VfWish wish) {
        String at = Sysfs.PCI + wish.pf();
        check(wish, at);
        String probes = sys.read(at + "/sriov_drivers_autoprobe");
        if (!wish.kernel() && probes != null && !probes.equals("0")) {
            journal.add(new Undo.Autoprobe(wish.pf(), probes));
            sys.write(at + "/sriov_drivers_autoprobe", "0");
        }
        journal.add(new Undo.RemoveFunctions(wish.pf(), wish.count()));
        sys.write(at + "/sriov_numvfs", Integer.toString(wish.count()));
        var made = new ArrayList<String>();
        String net = netOf(wish.pf());
        for (int index = 0; index < wish.count(); index++) {
            String function = sys.link(at + "/virtfn" + index);
            if (function == null) {
                throw new StorageException(
                        Errno.EIO,
                        "The kernel made " + index + " of " + wish.count()
                                + " virtual functions of " + wish.pf()
                                + "; look for the reason with `dmesg`.");
            }
            nics.configure(net, index, settings(wish, net, index));
            made.add(function);
        }
        switchOn(wish.pf(), net);
        return made;
    }

    private void check(VfWish wish, String at) {
        int total = number(at + "/sriov_totalvfs");
        if (total < wish.count()) {
            throw new StorageException(
                    Errno.ENODEV,
                    "Function " + wish.pf() + " offers " + total + " virtual functions and "
                            + wish.count() + " are wanted; enable SR-IOV in the BIOS and in the"
                            + " firmware of the card, or ask for fewer.");
        }
        int there = number(at + "/sriov_numvfs");
        if (there > 0) {
            throw new StorageException(
                    Errno.EBUSY,
                    "Somebody else made " + there + " virtual functions on " + wish.pf()
                            + "; name these as functions of their own, or remove them with `echo 0"
                            + " > " + at + "/sriov_numvfs`.");
        }
    }

    private int number(String file) {
        String value = sys.read(file);
        try {
            return value == null ? 0 : Integer.parseInt(value);
        } catch (NumberFormatException malformed) {
            throw new StorageException(
                    Errno.EIO,
                    file + " says '" + value + "', which is no number; look at the driver of the"
                            + " card with `dmesg`.",
                    malformed);
        }
    }

    private String netOf(String pf) {
        List<String> names = Interfaces.of(sys, pf);
        if (names.isEmpty()) {
            throw new StorageException(
                    Errno.ENODEV,
                    "Function " + pf + " has no interface of the kernel, by which its virtual"
                            + " functions are set up; bind it to the kernel's driver of the card.");
        }
        return names.getFirst();
    }

    private VfSettings settings(VfWish wish, String net, int index) {
        String own = sys.read("/sys/class/net/" + net + "/address");
        if (own == null) {
            throw new StorageException(
                    Errno.ENODEV,
                    "Interface " + net + " went away while its virtual functions were made; try"
                            + " again.");
        }
        return new VfSettings(
                VfSettings.mac(own, index), wish.trust(), wish.spoofCheck(), wish.vlan());
    }

    /** Virtual functions have the link of their physical one. */
    private void switchOn(String pf, String net) {
        if (!sys.isOn(net)) {
            journal.add(new Undo.SwitchOff(pf));
            nics.up(net, true);
        }
    }

    /**
     * Gives a function to vfio-pci, by which user space drives it.
     *
     * @param ours functions that are given to it as well, and may share an IOMMU group
     * @param side the kernel's interface that ends with that, to be put back; or null
     */
    public void give(String function, Set<String> ours, @Nullable KernelSide side) {
        String at = Sysfs.PCI + function;
        String driver = sys.link(at + "/driver");
        if (sys.list(Sysfs.DRIVERS + Undo.VFIO).isEmpty()) {
            throw new StorageException(
                    Errno.ENODEV,
                    "The module vfio-pci, which hands " + function + " to user space, is not"
                            + " loaded; run `modprobe vfio-pci`.");
        }
        IommuGroup.check(sys, function, ours);
        if (Undo.VFIO.equals(driver)) {
            return; // Somebody bound it for us; it stays so.
        }
        String override = sys.read(at + "/driver_override");
        if (override == null) {
            throw new StorageException(
                    Errno.ENODEV,
                    "Function " + function + " is not on the PCI bus; `heddle net inventory`"
                            + " lists those that are.");
        }
        if (side != null) {
            journal.add(new Undo.Restore(function, side));
        }
        boolean free = override.isEmpty() || override.equals("(null)");
        journal.add(
                new Undo.GiveBack(function, driver == null ? "-" : driver, free ? "-" : override));
        sys.write(at + "/driver_override", Undo.VFIO);
        if (driver != null) {
            sys.write(Sysfs.DRIVERS + driver + "/unbind", function);
        }
        sys.write(Sysfs.PROBE, function);
        String now = sys.link(at + "/driver");
        if (!Undo.VFIO.equals(now)) {
            throw new StorageException(
                    Errno.EIO,
                    "Function " + function + " has the driver " + (now == null ? "none" : now)
                            + " after it was given to vfio-pci; look for the reason with `dmesg`.");
        }
    }

    /** Puts everything back; twice is harmless. */
    @Override
    public void close() {
        if (!journal.isEmpty()) {
            journal.takeBack(sys, nics);
        }
    }
}
