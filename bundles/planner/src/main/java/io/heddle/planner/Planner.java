package io.heddle.planner;

import io.heddle.hardware.NicCatalogue;
import io.heddle.planner.internal.Engine;
import io.heddle.planner.internal.rules.Registry;

import java.util.Set;

/** The rules S23 to S113 over a description: pure, the same before, at and after the start. */
public final class Planner {
    private final Set<String> off;

    /** With all rules. */
    public Planner() {
        this(Set.of());
    }

    /**
     * Without some rules, to see what rests on them.
     *
     * @param off numbers of rules, such as "S70"
     */
    public Planner(Set<String> off) {
        this.off = Set.copyOf(off);
    }

    /** The numbers of all rules, in order. */
    public static Set<String> rules() {
        return Registry.numbers();
    }

    /** What every group gets, or would need, with a finding for each rule that was looked at. */
    public Plan plan(ClusterSpec spec, NicCatalogue catalogue) {
        return Engine.plan(spec, catalogue, off);
    }
}
