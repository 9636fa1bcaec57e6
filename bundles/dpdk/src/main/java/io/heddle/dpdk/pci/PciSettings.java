package io.heddle.dpdk.pci;

import java.util.ArrayList;
import java.util.List;

/**
 * The configuration of a driver.
 *
 * @param lines the functions that serve
 * @param sleeps whether lanes sleep until a packet arrives (S54), where the card can do that; else
 *     they poll, each on a processor of its own
 */
record PciSettings(List<FunctionLine> lines, boolean sleeps) {
    /** No function, and loops that may sleep. */
    static final PciSettings NONE = new PciSettings(List.of(), true);

    PciSettings {
        lines = List.copyOf(lines);
    }

    /**
     * @param receive "interrupt" or "poll"
     * @throws IllegalArgumentException with one sentence: what is wrong, and what is wanted
     */
    static PciSettings of(String[] functions, String receive) {
        if (!receive.equals("interrupt") && !receive.equals("poll")) {
            throw new IllegalArgumentException(
                    "receive=" + receive + " is unclear; give interrupt or poll.");
        }
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
        return new PciSettings(lines, receive.equals("interrupt"));
    }
}
