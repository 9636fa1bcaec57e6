package io.heddle.hardware;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One RDMA device of the kernel (Documentation/ABI/stable/sysfs-class-infiniband).
 *
 * @param name such as {@code mlx5_0} or {@code rxe0}
 * @param nodeType such as "1: CA"
 * @param firmware such as "20.31.1014"
 * @param pci the address of its PCI function, or null for one made by software
 * @param ports its ports in order
 */
public record RdmaDevice(
        String name,
        Reading<String> nodeType,
        Reading<String> firmware,
        @Nullable String pci,
        List<Port> ports) {

    /**
     * One port of it.
     *
     * @param number from 1
     * @param link what the port is switched to: the same card may be either
     * @param state such as "4: ACTIVE"
     * @param rate such as "200 Gb/sec (4X HDR)"
     * @param interfaceName the network interface of its first address, or null
     */
    public record Port(
            int number,
            Reading<LinkLayer> link,
            Reading<String> state,
            Reading<String> rate,
            @Nullable String interfaceName) {}

    public RdmaDevice {
        ports = List.copyOf(ports);
    }

    /** Where its facts were read. */
    public String path() {
        return Inventory.RDMA_PATH + "/" + name;
    }
}
