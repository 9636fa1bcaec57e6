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
     * Does once, before the first {@link #open}, what would hold up a loop: loading classes and
     * libraries. Any thread but a loop's; leaves nothing open.
     *
     * @throws io.heddle.runtime.StorageException with the reason and the remedy
     */
    default void prepare() {}

    /**
     * Opens a port; on the loop that will drive it, may take some milliseconds.
     *
     * @throws io.heddle.runtime.StorageException with the reason and the remedy
     */
    NetPort open(PortConfig config, PortEvents events);
}
