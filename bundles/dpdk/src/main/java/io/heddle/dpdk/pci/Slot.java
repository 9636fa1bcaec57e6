package io.heddle.dpdk.pci;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.net.NetAddress;

import java.util.List;

/**
 * A function that is ready for a lane.
 *
 * @param near addresses of the kernel's interface of its card: a lane that is asked for there gets a
 *     function of this card
 */
record Slot(DeviceSpec device, List<NetAddress> near) {
    Slot {
        near = List.copyOf(near);
    }

    boolean has(NetAddress address) {
        return device.layer3().subnets().stream().anyMatch(own -> same(own.address(), address));
    }

    boolean isNear(NetAddress address) {
        return near.stream().anyMatch(other -> same(other, address));
    }

    private static boolean same(NetAddress one, NetAddress other) {
        return one.high() == other.high() && one.low() == other.low();
    }
}
