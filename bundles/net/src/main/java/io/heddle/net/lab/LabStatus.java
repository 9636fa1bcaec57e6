package io.heddle.net.lab;

import java.util.List;

/**
 * The lab as operators see it.
 *
 * @param up whether it is there
 * @param bridge the interface that joins its cables; empty while it is down
 * @param network the addresses of its ports, such as "198.18.7.0/24"
 * @param drivers which of its drivers could serve
 * @param ports the ports that are open
 * @param said what the call did, in one or two sentences
 */
public record LabStatus(
        boolean up,
        String bridge,
        String network,
        List<Driver> drivers,
        List<Port> ports,
        String said) {
    public LabStatus {
        drivers = List.copyOf(drivers);
        ports = List.copyOf(ports);
    }

    /** @param text why it can serve, or what is missing with the remedy */
    public record Driver(String name, boolean usable, String text) {}

    /**
     * @param device the interface of the kernel that it is behind, or the virtual device's name
     * @param address its own, which only our frames answer for
     */
    public record Port(String lane, String driver, String device, String address) {}
}
