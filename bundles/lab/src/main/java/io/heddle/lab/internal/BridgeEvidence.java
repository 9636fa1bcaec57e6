package io.heddle.lab.internal;

import io.heddle.hardware.Inventory;
import io.heddle.net.lab.LabLinks;
import io.heddle.net.spi.Reason;

import java.util.List;

/** Whether the lab's bridge is there (S35: anything that carries UDP will do). */
final class BridgeEvidence {
    private static final String RULE = "S35";
    private static final String PATH = "/proc/net/dev";

    private BridgeEvidence() {}

    static Devices.Evidence of(Inventory inventory, String bridge, String found) {
        boolean there = LabLinks.names(inventory.root()).contains(bridge);
        return there
                ? new Devices.Evidence(
                        List.of(new Reason(RULE, found, PATH, bridge, bridge)), List.of())
                : new Devices.Evidence(
                        List.of(),
                        List.of(new Reason(
                                RULE,
                                "The bridge of the lab is missing.",
                                PATH,
                                "no " + bridge,
                                bridge,
                                "Run `heddle net lab up` again.")));
    }
}
