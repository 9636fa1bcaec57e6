package io.heddle.dpdk.sriov;

import java.util.List;

/**
 * The kernel's interface of a function, which ends when vfio-pci takes the function.
 *
 * @param name such as "ens5f0"; the kernel may choose another one when the interface is back
 * @param mtuBytes its largest packet, or 0 if unknown
 * @param isUp whether it is switched on
 * @param addresses such as "10.2.0.31/24"
 */
public record KernelSide(String name, int mtuBytes, boolean isUp, List<String> addresses) {
    public KernelSide {
        addresses = List.copyOf(addresses);
    }
}
