package io.heddle.net.internal;

import io.heddle.hardware.Inventory;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.runtime.StorageException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Calls of drivers before they have ports. A driver is foreign code: whatever it throws becomes a
 * reason against it. Touched by one thread only.
 */
final class DriverCalls {
    private static final int EIO = 5;

    /** Drivers that may hold what they prepared, by the numbers of their services. */
    private final Map<Long, DriverEntry> prepared = new LinkedHashMap<>();

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

    /** Before its first port, so that no loop stands still while it loads its classes. */
    void prepare(DriverEntry entry) {
        if (prepared.putIfAbsent(entry.id(), entry) != null) {
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

    /** Drivers that nobody uses any more give back what they prepared. */
    void release(Set<Long> used, Notices notices) {
        for (DriverEntry entry : List.copyOf(prepared.values())) {
            if (used.contains(entry.id())) {
                continue;
            }
            try {
                entry.driver().release();
                prepared.remove(entry.id());
                notices.released(entry.name());
            } catch (StorageException refused) {
                notices.unreleased(entry.name(), String.valueOf(refused.getMessage()));
            } catch (RuntimeException | LinkageError broken) {
                notices.unreleased(entry.name(), broken + "; update or remove its bundle.");
            }
        }
    }

    void left(long id) {
        prepared.remove(id);
    }
}
