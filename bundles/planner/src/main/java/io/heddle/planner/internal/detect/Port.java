package io.heddle.planner.internal.detect;

import io.heddle.hardware.NetInterface;
import io.heddle.hardware.PciFunction;

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

    /** Whether something is at the other end, or user space has taken it and knows. */
    boolean isConnected() {
        return net == null || net.carrier().or(false);
    }

    int speedMbps() {
        return net == null ? Integer.MAX_VALUE : net.speedMbps().or(0);
    }
}
