package io.heddle.dpdk.internal;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** The open devices of this process by name; the first lane opens one, and the last closes it. */
final class OpenDevices {
    private final Map<String, OpenDevice> open = new HashMap<>();

    /**
     * The device for one more lane.
     *
     * @param opening opens it where it is not open
     */
    synchronized OpenDevice enter(DeviceSpec spec, Supplier<OpenDevice> opening) {
        OpenDevice device = open.get(spec.name());
        if (device == null) {
            device = opening.get();
            open.put(spec.name(), device);
        } else if (device.users() >= device.spec.lanes()) {
            throw busy("The device " + spec.name() + " has an open port for each of the "
                    + device.spec.lanes() + " lanes that it may serve");
        } else if (!device.spec.equals(spec)) {
            throw busy("The device " + spec.name() + " is open with other settings than those of"
                    + " this lane");
        }
        device.use(1);
        return device;
    }

    private static StorageException busy(String what) {
        return new StorageException(
                Errno.EBUSY, what + "; close that first, or use another device.");
    }

    synchronized void leave(OpenDevice device) {
        if (device.use(-1) == 0) {
            open.remove(device.spec.name());
            device.close();
        }
    }

    /** How many lanes a device has. */
    synchronized int lanes(String name) {
        OpenDevice device = open.get(name);
        return device == null ? 0 : device.users();
    }

    /** How many devices are open. */
    synchronized int count() {
        return open.size();
    }
}
