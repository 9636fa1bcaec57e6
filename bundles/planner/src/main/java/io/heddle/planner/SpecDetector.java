package io.heddle.planner;

import io.heddle.hardware.Inventory;
import io.heddle.hardware.NicCatalogue;
import io.heddle.planner.internal.detect.MachineSpec;

/** Describes this machine, so that the same rules judge it. */
public final class SpecDetector {
    private SpecDetector() {}

    /**
     * One server in each group that is asked for; what could not be read is {@link Fact.Unknown}.
     * What is a plan and no hardware (ranges, switches, labels) is left out.
     */
    public static ClusterSpec detect(
            Inventory inventory, NicCatalogue catalogue, DetectRequest request) {
        return new MachineSpec(inventory, catalogue, request).cluster();
    }
}
