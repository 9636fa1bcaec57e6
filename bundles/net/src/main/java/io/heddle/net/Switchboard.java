package io.heddle.net;

import io.heddle.runtime.Loop;

import java.util.List;

/**
 * Selects the driver, opens its ports for every endpoint, and swaps them under load. A service of
 * this bundle, which a driver update never refreshes.
 */
public interface Switchboard {
    /**
     * Attaches an endpoint, named for people ("server 3", "client"). Ports come and go through {@code
     * user} on {@code loop}, at once if a driver is there, later otherwise.
     */
    Lane attach(String name, Loop loop, LaneUser user);

    /** Every driver bundle with its verdict and reasons, best first. */
    List<DriverStatus> drivers();

    /** The name of the driver in use, or "none". */
    String current();

    /** One line: why the current driver was chosen. */
    String reason();

    /**
     * Swaps all lanes to a driver and waits for the drain; not on a loop.
     *
     * @throws io.heddle.runtime.StorageException ENOENT unknown driver, ENODEV unusable (with its
     *     reasons), EBUSY another swap runs
     */
    Ledger swap(String driver);

    /** The ledgers of the latest swaps, oldest first. */
    List<Ledger> ledgers();

    /** What moved through each driver since the start, closed ports included. */
    List<DriverTraffic> traffic();

    /** Statistics of one driver over all lanes. */
    record DriverTraffic(String driver, PortStats stats) {}
}
