package io.heddle.dpdk.pci;

import java.util.ArrayList;
import java.util.List;

/**
 * The configuration of a driver.
 *
 * @param lines the functions that serve
 */
record PciSettings(List<FunctionLine> lines) {
    /** No function. */
    static final PciSettings NONE = new PciSettings(List.of());

    PciSettings {
        lines = List.copyOf(lines);
    }

    /**
     * @throws IllegalArgumentException with one sentence: what is wrong, and what is wanted
     */
    static PciSettings of(String... functions) {
        var lines = new ArrayList<FunctionLine>();
        for (String function : functions) {
            if (function.isBlank()) {
                continue;
            }
            FunctionLine line = FunctionLine.parse(function);
            if (lines.stream().anyMatch(other -> other.where().equals(line.where()))) {
                throw new IllegalArgumentException(
                        "Function " + line.where() + " is there twice; give it once.");
            }
            lines.add(line);
        }
        return new PciSettings(lines);
    }
}
