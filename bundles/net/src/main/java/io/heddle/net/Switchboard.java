package io.heddle.net;

import io.heddle.runtime.Loop;

import java.util.List;

/**
 * Selects the driver, opens its ports for every endpoint, and swaps them under load. A service of
 * this bundle, which a driver update never refreshes.
 */
public interface Switchboard {
    /** What {@link #swap} takes to forget an operator's choice and use the best driver again. */
    String AUTOMATIC = "auto";

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

    /** The names of the endpoints that are attached, as in {@link #attach}, in their order. */
    List<String> lanes();

    /** The NICs that carry data. */
    List<DataNic> nics();

    /**
     * The port of every lane on every NIC, lane by lane, with its paths; asks the loops, so not on
     * one. A loop that does not answer in a second shows no port.
     */
    List<LanePort> ports();

    /**
     * Opens a port of another NIC for every lane, or for none, and keeps the NIC over a restart; not
     * on a loop.
     *
     * @param name an interface of this machine that carries no data yet
     * @param addresses literal addresses of that interface; empty for all that it has
     * @param label the switch that it is connected to, or empty
     * @throws io.heddle.runtime.StorageException ENOENT no such NIC, EEXIST it or an address is used
     *     already, EINVAL wrong input, EPERM it carries management or the default route, EBUSY
     *     another change runs, others from the driver
     */
    void addNic(String name, List<String> addresses, String label);

    /**
     * Drains the ports of a NIC, closes them and forgets it; not on a loop.
     *
     * @throws io.heddle.runtime.StorageException ENOENT it carries no data, EPERM no other NIC could
     *     carry on, EBUSY another change runs
     */
    void removeNic(String name);

    /**
     * Says that the hardware, the rules or their settings changed: every driver is probed and ranked
     * again, soon. A better one is announced, or used with {@code auto-swap}; the current one goes on.
     *
     * @param why what changed, as half a sentence
     */
    void reconsider(String why);

    /**
     * Swaps all lanes to a driver and waits for the drain; not on a loop. The choice outlives a
     * restart, until another one or {@link #AUTOMATIC}.
     *
     * @throws io.heddle.runtime.StorageException ENOENT unknown driver, ENODEV unusable (with its
     *     reasons), EBUSY another swap runs
     */
    Ledger swap(String driver);

    /**
     * A drill: for some seconds the ports of a NIC send and receive nothing, and nobody is told; not
     * on a loop.
     *
     * @throws io.heddle.runtime.StorageException ENOENT it carries no data, EPERM no other NIC could
     *     carry on, EBUSY it is unplugged already, EINVAL not 1 to 300 seconds
     */
    void unplugNic(String name, int seconds);

    /**
     * Calls the watcher before NICs carry data that {@link #nics} does not show yet.
     *
     * @return ends the watch
     */
    AutoCloseable watchNics(NicWatcher watcher);

    /** The ledgers of the latest swaps, oldest first. */
    List<Ledger> ledgers();

    /** What moved through each driver since the start, closed ports included. */
    List<DriverTraffic> traffic();

    /** Statistics of one driver over all lanes. */
    record DriverTraffic(String driver, PortStats stats) {}
}
