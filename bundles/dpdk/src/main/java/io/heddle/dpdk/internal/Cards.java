package io.heddle.dpdk.internal;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The open devices of this process by name; the first lane opens one, and the last closes it. */
final class Cards {
    private final Map<String, Card> open = new HashMap<>();

    /**
     * The device for one more lane.
     *
     * @param opening opens it where it is not open
     */
    synchronized Card enter(DeviceSpec spec, Supplier<Card> opening) {
        Card card = open.get(spec.name());
        if (card == null) {
            card = opening.get();
            open.put(spec.name(), card);
        } else if (card.users() >= card.spec.lanes()) {
            throw busy("The device " + spec.name() + " has an open port for each of the "
                    + card.spec.lanes() + " lanes that it may serve");
        } else if (!card.spec.equals(spec)) {
            throw busy("The device " + spec.name() + " is open with other settings than those of"
                    + " this lane");
        }
        card.use(1);
        return card;
    }

    private static StorageException busy(String what) {
        return new StorageException(
                Errno.EBUSY, what + "; close that first, or use another device.");
    }

    synchronized void leave(Card card) {
        if (card.use(-1) == 0) {
            open.remove(card.spec.name());
            card.close();
        }
    }

    /** How many lanes a device has. */
    synchronized int lanes(String device) {
        Card card = open.get(device);
        return card == null ? 0 : card.users();
    }

    /** How many devices are open. */
    synchronized int count() {
        return open.size();
    }
}
