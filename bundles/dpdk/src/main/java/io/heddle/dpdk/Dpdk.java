package io.heddle.dpdk;

import io.heddle.hardware.Inventory;
import io.heddle.net.NetPort;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;

import java.util.List;

/**
 * DPDK for drivers, and the one owner of its environment (EAL), which starts once in a process with
 * the first {@link #prepare} and outlives every driver. Until then nothing native is touched.
 */
public interface Dpdk {
    /** What that machine has of DPDK; reads files below the inventory's root only, for probes. */
    DpdkFacts facts(Inventory inventory);

    /**
     * Starts EAL, unless it runs, and loads a poll mode driver. Any thread but a loop's: takes up to
     * some seconds.
     *
     * @param pmd the driver by the name of its library, librte_net_*: "af_packet", "memif", "tap",
     *     "mlx5", "ice", "iavf", "ena", "e1000" (for igb and igbvf)
     * @throws io.heddle.runtime.StorageException with the reason and the remedy
     */
    void prepare(String pmd);

    /**
     * Adds a device to EAL, sets up its queues, and starts it, or joins those that have a port on it
     * already. On the loop that will drive the port, a platform thread, after {@link #prepare}; takes
     * some milliseconds. Closing the last port removes the device again.
     *
     * @param config its address is one of {@code device.layer3()}, else the first of these serves;
     *     UDP port 0 lets this process choose one
     * @throws io.heddle.runtime.StorageException with the reason and the remedy: EPERM for a NIC that
     *     carries the management address or a default route, ENODEV where the device cannot be
     *     added or started, EBUSY for a device that has as many ports as it may have,
     *     EADDRINUSE for an address that an open port of the device's network has
     */
    NetPort open(DeviceSpec device, PortConfig config, PortEvents events);

    /** How many lanes have an open port on a device; any thread. */
    int lanes(String device);

    /** The open ports with their devices and counts now; any thread but a loop's. */
    List<DeviceStatus> devices();
}
