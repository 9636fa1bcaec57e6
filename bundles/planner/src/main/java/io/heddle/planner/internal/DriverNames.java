package io.heddle.planner.internal;

import java.util.Set;

/** Drivers of Linux, as {@code kernelDriver} names them. */
public final class DriverNames {
    /** Those that only hand a function to user space. */
    public static final Set<String> USER_SPACE = Set.of("vfio-pci", "igb_uio", "uio_pci_generic");

    private DriverNames() {}
}
