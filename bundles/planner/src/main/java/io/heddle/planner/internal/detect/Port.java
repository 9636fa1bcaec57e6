package io.heddle.planner.internal.detect;

import io.heddle.hardware.NetInterface;
import io.heddle.hardware.PciFunction;
import io.heddle.planner.internal.DriverNames;

import org.jspecify.annotations.Nullable;

/**
 * One port of a NIC: a function may have several, and one in user space has no interface.
 *
 * @param net its kernel interface, or null
 */
record Port(PciFunction function, @Nullable NetInterface net) {
    /** The interface's name, or the PCI address where there is none. */
    String name() {
        return net == null ? function.address() : net.name();
    }

    /** Whether something is at the other end, or user space has taken the port and knows. */
    boolean isConnected() {
        return net == null ? isInUserSpace() : net.carrier().or(false);
    }

    /** A function that no driver has says nothing: it counts as the slowest. */
    int speedMbps() {
        if (net == null) {
            return isInUserSpace() ? Integer.MAX_VALUE : 0;
        }
        return net.speedMbps().or(0);
    }

    private boolean isInUserSpace() {
        String driver = function.driver();
        return driver != null && DriverNames.USER_SPACE.contains(driver);
    }
}
