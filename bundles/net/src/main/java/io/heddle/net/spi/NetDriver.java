package io.heddle.net.spi;

import io.heddle.hardware.Inventory;
import io.heddle.net.NetPort;

/**
 * What a driver bundle registers, with the service properties {@code vendor}, {@code family} and
 * {@code service.ranking}. The core calls the driver; the driver calls back through {@link PortEvents}.
 */
public interface NetDriver {
    /** The name that commands and plans show, such as {@code udp-native}. */
    String name();

    /** What this driver could do on that hardware. Pure: no side effect, no risky native call. */
    ProbeResult probe(Inventory inventory);

    /**
     * Does before the first {@link #open}, and after each {@link #release} again, what would hold up
     * a loop: loading classes and libraries, taking devices. Any thread but a loop's; when it fails
     * nothing stays taken.
     *
     * @throws io.heddle.runtime.StorageException with the reason and the remedy
     */
    default void prepare() {}

    /**
     * Gives back what {@link #prepare} took, such as a card that the kernel is to have again: the
     * last port is closed, and another driver serves. Any thread but a loop's. A driver that is
     * deactivated does the same by itself.
     *
     * @throws io.heddle.runtime.StorageException with the reason and the remedy; it is tried again
     */
    default void release() {}

    /**
     * Opens a port; on the loop that will drive it, may take some milliseconds.
     *
     * @throws io.heddle.runtime.StorageException with the reason and the remedy
     */
    NetPort open(PortConfig config, PortEvents events);
}
