package io.heddle.net.internal;

import io.heddle.hardware.Inventory;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.StorageException;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Calls of drivers before they have ports. A driver is foreign code: whatever it throws becomes a
 * reason against it. Touched by one thread only.
 */
final class DriverCalls {
    private static final int EIO = 5;

    private final Set<Long> prepared = new HashSet<>();

    /** The driver with what it says about the machine now. */
    DriverEntry probe(DriverEntry entry, Inventory inventory) {
        try {
            return entry.probed(entry.driver().probe(inventory));
        } catch (RuntimeException | LinkageError broken) {
            return entry.probed(new ProbeResult.Unusable(List.of(new Reason(
                    "bundle",
                    "Its probe failed; update or remove its bundle.",
                    entry.bundle(),
                    broken.toString(),
                    "an answer"))));
        }
    }

    /** Once for each driver, so that no loop stands still while it loads its classes. */
    void prepare(DriverEntry entry) {
        if (!prepared.add(entry.id())) {
            return;
        }
        try {
            entry.driver().prepare();
        } catch (StorageException refused) {
            prepared.remove(entry.id());
            throw refused;
        } catch (RuntimeException | LinkageError broken) {
            prepared.remove(entry.id());
            throw new StorageException(
                    EIO,
                    "Driver " + entry.name() + " cannot be prepared: " + broken
                            + "; update or remove its bundle.",
                    broken);
        }
    }

    void left(long id) {
        prepared.remove(id);
    }
}
