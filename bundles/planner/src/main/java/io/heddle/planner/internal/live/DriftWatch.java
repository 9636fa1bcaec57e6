package io.heddle.planner.internal.live;

import io.heddle.hardware.Inventory;
import io.heddle.runtime.Events;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Reads the hardware again and tells what changed under the running system: each change is an event,
 * a NIC that left an alert until it is back. Touched by one thread.
 */
final class DriftWatch {
    private static final String GONE = "nic-gone";

    private final Supplier<Inventory> read;
    private final Events events;
    private final BiConsumer<Inventory, String> changed;
    private final Set<String> gone = new HashSet<>();
    private Inventory last;

    /** @param changed hears of the new hardware and what is new in it */
    DriftWatch(
            Inventory first,
            Supplier<Inventory> read,
            Events events,
            BiConsumer<Inventory, String> changed) {
        this.last = first;
        this.read = read;
        this.events = events;
        this.changed = changed;
    }

    void look() {
        Inventory fresh = read.get();
        List<Change> changes = Drift.between(last, fresh);
        last = fresh;
        if (changes.isEmpty()) {
            return;
        }
        for (Change change : changes) {
            events.event("hardware", change.sentence() + ".");
            presence(change);
        }
        String more = changes.size() == 1 ? "" : ", and " + (changes.size() - 1) + " more";
        changed.accept(fresh, changes.getFirst().sentence() + more);
    }

    /** The planner goes: nobody watches any more. */
    void forget() {
        gone.forEach(address -> events.clear(GONE, address));
        gone.clear();
    }

    private void presence(Change change) {
        if (!change.path().startsWith(Inventory.PCI_PATH)) {
            return;
        }
        if (change.after().equals("absent")) {
            gone.add(change.subject());
            events.raise(
                    GONE,
                    change.subject(),
                    "A NIC has left this machine while it runs.",
                    change.path() + " is absent",
                    "Fit it again, or restart the instance so that it goes on without it.");
        } else if (change.before().equals("absent")) {
            gone.remove(change.subject());
            events.clear(GONE, change.subject());
        }
    }
}
