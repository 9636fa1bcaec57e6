package io.heddle.dpdk.sriov;

import java.util.List;

/** The kernel's interfaces of a function. */
final class Interfaces {
    private Interfaces() {}

    /** Their names; those of virtio are below a device of its own. */
    static List<String> of(Sysfs sys, String function) {
        String at = Sysfs.PCI + function;
        List<String> names = sys.list(at + "/net");
        return !names.isEmpty()
                ? names
                : sys.list(at).stream()
                        .filter(child -> child.startsWith("virtio"))
                        .flatMap(child -> sys.list(at + "/" + child + "/net").stream())
                        .toList();
    }
}
