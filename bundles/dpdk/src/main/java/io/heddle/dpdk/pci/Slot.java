package io.heddle.dpdk.pci;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.frames.Layer3;
import io.heddle.net.NetAddress;

import java.util.List;

/**
 * A function that is ready for lanes.
 *
 * @param arguments of its device, and those after are as in {@link DeviceSpec}
 * @param sleeps whether it can wake a loop by an interrupt
 * @param lanes how many may share it
 * @param near addresses of the kernel's interface of its card: a lane that is asked for there gets a
 *     function of this card
 */
record Slot(
        String function,
        String arguments,
        String pmd,
        Layer3 layer3,
        int mtuBytes,
        boolean sleeps,
        int lanes,
        List<NetAddress> near) {
    Slot {
        near = List.copyOf(near);
    }

    /** @param dedicated as {@code PortConfig.dedicated} */
    DeviceSpec device(boolean dedicated) {
        return new DeviceSpec(
                function, arguments, pmd, layer3, mtuBytes, sleeps && !dedicated, dedicated, lanes);
    }

    boolean has(NetAddress address) {
        return layer3.subnets().stream().anyMatch(own -> same(own.address(), address));
    }

    boolean isNear(NetAddress address) {
        return near.stream().anyMatch(other -> same(other, address));
    }

    private static boolean same(NetAddress one, NetAddress other) {
        return one.high() == other.high() && one.low() == other.low();
    }
}
