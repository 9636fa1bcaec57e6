package io.heddle.dpdk.sriov;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * How one change is taken back. Each applies to any state that the change may have left, so that it
 * may be repeated, and leaves alone what somebody else has changed since.
 */
sealed interface Undo {
    String VFIO = "vfio-pci";

    /** How long the kernel may take to show an interface after its driver was bound. */
    long INTERFACE_NS = 5_000_000_000L;

    long PAUSE_NS = 20_000_000L;

    void apply(Sysfs sys, NicControl nics);

    /** As the journal keeps it; {@link #parse} reads it. */
    String line();

    /** Virtual functions that were made: removes them, if there are just as many still. */
    record RemoveFunctions(String pf, int made) implements Undo {
        @Override
        public void apply(Sysfs sys, NicControl nics) {
            String file = Sysfs.PCI + pf + "/sriov_numvfs";
            if (Integer.toString(made).equals(sys.read(file))) {
                sys.write(file, "0");
            }
        }

        @Override
        public String line() {
            return "functions " + pf + " " + made;
        }
    }

    /** Whether drivers take new virtual functions by themselves. */
    record Autoprobe(String pf, String before) implements Undo {
        @Override
        public void apply(Sysfs sys, NicControl nics) {
            String file = Sysfs.PCI + pf + "/sriov_drivers_autoprobe";
            String now = sys.read(file);
            if (now != null && !now.equals(before)) {
                sys.write(file, before);
            }
        }

        @Override
        public String line() {
            return "autoprobe " + pf + " " + before;
        }
    }

    /** A physical function's interface was switched on. */
    record SwitchOff(String pf) implements Undo {
        @Override
        public void apply(Sysfs sys, NicControl nics) {
            for (String name : Interfaces.of(sys, pf)) {
                nics.up(name, false);
            }
        }

        @Override
        public String line() {
            return "off " + pf;
        }
    }

    /**
     * A function was given to vfio-pci.
     *
     * @param driver its kernel driver before, or "-"
     * @param override its driver_override before, or "-"
     */
    record GiveBack(String function, String driver, String override) implements Undo {
        @Override
        public void apply(Sysfs sys, NicControl nics) {
            String at = Sysfs.PCI + function;
            String forced = sys.read(at + "/driver_override");
            if (forced == null) {
                return; // The function itself is gone.
            }
            if (forced.equals(VFIO) && !override.equals(VFIO)) {
                sys.write(at + "/driver_override", override.equals("-") ? "\n" : override);
            }
            if (VFIO.equals(sys.link(at + "/driver"))) {
                sys.write(Sysfs.DRIVERS + VFIO + "/unbind", function);
            }
            if (!driver.equals("-") && sys.link(at + "/driver") == null) {
                sys.write(Sysfs.PROBE, function);
            }
        }

        @Override
        public String line() {
            return "driver " + function + " " + driver + " " + override;
        }
    }

    /** The interface of a function that was given to vfio-pci: its settings and addresses. */
    record Restore(String function, KernelSide side) implements Undo {
        @Override
        public void apply(Sysfs sys, NicControl nics) {
            String found = awaited(sys);
            if (found == null) {
                return; // The function itself is gone.
            }
            String name = side.name();
            if (!found.equals(name)) {
                nics.rename(found, name);
            }
            if (side.mtuBytes() > 0) {
                nics.mtu(name, side.mtuBytes());
            }
            if (side.isUp()) {
                nics.up(name, true);
            }
            for (String cidr : side.addresses()) {
                nics.address(name, cidr);
            }
        }

        private @Nullable String awaited(Sysfs sys) {
            String at = Sysfs.PCI + function;
            long startNs = System.nanoTime();
            while (sys.read(at + "/driver_override") != null) {
                List<String> names = Interfaces.of(sys, function);
                if (!names.isEmpty()) {
                    return names.getFirst();
                }
                String driver = sys.link(at + "/driver");
                boolean given = driver != null && !driver.equals(VFIO);
                if (!given || System.nanoTime() - startNs > INTERFACE_NS) {
                    throw late(driver == null ? "none" : driver);
                }
                LockSupport.parkNanos(PAUSE_NS);
            }
            return null;
        }

        private StorageException late(String driver) {
            return new StorageException(
                    Errno.EBUSY,
                    "Function " + function + " has no interface to put back, under its driver "
                            + driver + "; look for the reason with `dmesg`.");
        }

        @Override
        public String line() {
            String cidrs = side.addresses().isEmpty() ? "-" : String.join(",", side.addresses());
            return String.join(
                    " ",
                    "interface",
                    function,
                    side.name(),
                    Integer.toString(side.mtuBytes()),
                    Boolean.toString(side.isUp()),
                    cidrs);
        }
    }

    /** A line of the journal; null if it is none, as the last one of a killed process may be. */
    static @Nullable Undo parse(String line) {
        String[] words = line.split(" ", -1);
        try {
            return switch (words[0] + " " + words.length) {
                case "functions 3" -> new RemoveFunctions(words[1], Integer.parseInt(words[2]));
                case "autoprobe 3" -> new Autoprobe(words[1], words[2]);
                case "off 2" -> new SwitchOff(words[1]);
                case "driver 4" -> new GiveBack(words[1], words[2], words[3]);
                case "interface 6" ->
                    new Restore(
                            words[1],
                            new KernelSide(
                                    words[2],
                                    Integer.parseInt(words[3]),
                                    Boolean.parseBoolean(words[4]),
                                    words[5].equals("-")
                                            ? List.of()
                                            : List.of(words[5].split(",", -1))));
                default -> null;
            };
        } catch (NumberFormatException torn) {
            return null;
        }
    }
}
