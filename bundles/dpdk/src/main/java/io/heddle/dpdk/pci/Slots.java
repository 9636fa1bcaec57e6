package io.heddle.dpdk.pci;

import io.heddle.dpdk.Dpdk;
import io.heddle.foreign.linux.Errno;
import io.heddle.net.NetAddress;
import io.heddle.net.NetPort;
import io.heddle.net.spi.BoundInterface;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.List;

/**
 * Which lane gets which function. A lane that asks for an address of a function gets that function;
 * one that asks for an address of the kernel's on a card, a function of that card; any other, such as
 * the wildcard, any function. Of several it gets the one with the fewest lanes, which DPDK knows.
 */
record Slots(NicFamily family, List<Slot> all) {
    static final int EADDRINUSE = 98;

    Slots {
        all = List.copyOf(all);
    }

    NetPort open(Dpdk dpdk, PortConfig config, PortEvents events) {
        refuseLoopback(config);
        StorageException first = null;
        List<Slot> fewestFirst = fitting(config.bind()).stream()
                .sorted(Comparator.comparingInt(slot -> dpdk.lanes(slot.function())))
                .toList();
        for (Slot slot : fewestFirst) {
            try {
                return dpdk.open(slot.device(config.dedicated()), config, events);
            } catch (StorageException refused) {
                if (!isTaken(refused)) {
                    first = first == null ? refused : first;
                }
            }
        }
        throw first == null ? exhausted(config) : first;
    }

    /** Who decides on sealing believes that what is bound to loopback stays on this machine. */
    private void refuseLoopback(PortConfig config) {
        if (all.isEmpty() || !BoundInterface.inet(config.bind()).isLoopbackAddress()) {
            return;
        }
        String own = all.getFirst().layer3().subnets().getFirst().address().host();
        throw new StorageException(
                Errno.EINVAL,
                "The lane " + config.name() + " is asked for at loopback, and a card carries its"
                        + " data beyond this machine; set bindAddress of io.heddle.net to an"
                        + " address of the card, such as " + own + ".");
    }

    private List<Slot> fitting(NetAddress bind) {
        List<Slot> own = all.stream().filter(slot -> slot.has(bind)).toList();
        if (!own.isEmpty()) {
            return own;
        }
        List<Slot> near = all.stream().filter(slot -> slot.isNear(bind)).toList();
        return near.isEmpty() ? all : near;
    }

    private static boolean isTaken(StorageException refused) {
        return refused.errno() == Errno.EBUSY || refused.errno() == EADDRINUSE;
    }

    private StorageException exhausted(PortConfig config) {
        if (all.stream().anyMatch(slot -> slot.has(config.bind()))) {
            return new StorageException(
                    EADDRINUSE,
                    "The address " + config.bind()
                            + " is in use: its function serves as many lanes of"
                            + " the driver " + family.driver() + " as it may; raise lanes= in "
                            + family.pid() + ", or choose another port of a card.");
        }
        int there = fitting(config.bind()).size();
        @Nullable
        String more = family.kernelStays()
                ? "raise lanes= of an entry, or add more ports of cards"
                : "add entries, raise lanes= of one, or vfs= with an address for each";
        return new StorageException(
                Errno.ENODEV,
                "No function is left for the lane " + config.name() + ": the driver "
                        + family.driver() + " has " + there
                        + " for it, and each serves as many lanes"
                        + " as it may; in " + family.pid() + " " + more + ".");
    }
}
