package io.heddle.lab.internal;

import io.heddle.hardware.Inventory;
import io.heddle.net.NetCapability;
import io.heddle.net.NetPort;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.Reason;

import java.util.List;

/** One kind of virtual devices. */
interface Devices {
    /** The driver's name, which is that of DPDK's poll mode driver, too. */
    String pmd();

    List<NetCapability> capabilities();

    /** What the lab itself has for them, or lacks: the latter is not empty where they cannot be. */
    Evidence evidence(Inventory inventory);

    /** @param against empty if they can be */
    record Evidence(List<Reason> found, List<Reason> against) {}

    /** Opens a port of the lane on a device of its own; on the loop of the lane. */
    NetPort open(PortConfig config, PortEvents events);

    /** Who has which, with the device as the system knows it. */
    List<Open> opened();

    /** A device in use. */
    record Open(int number, String lane, String device) {}
}
