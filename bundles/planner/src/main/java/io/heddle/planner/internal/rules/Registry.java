package io.heddle.planner.internal.rules;

import io.heddle.planner.internal.Prerequisite;
import io.heddle.planner.internal.Rule;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Every rule that there is: a new one is a function in its theme and stands here by that. */
public final class Registry {
    /** What DPDK needs; these speak before the network is chosen. */
    public static final List<Prerequisite> PREREQUISITES = Stream.of(
                    DriverPrerequisites.ALL, SriovPrerequisites.ALL, CpuModePrerequisites.ALL)
            .flatMap(List::stream)
            .toList();

    /** What is said of the choice. */
    public static final List<Rule> RULES = Stream.of(
                    ModeRules.ALL,
                    NetworkRules.ALL,
                    CountRules.ALL,
                    HaRules.ALL,
                    BondRules.ALL,
                    RdmaRules.ALL,
                    GpuDirectRules.ALL,
                    NumaRules.ALL)
            .flatMap(List::stream)
            .toList();

    private Registry() {}

    /** The numbers of all rules, in order. */
    public static Set<String> numbers() {
        Set<String> numbers = new TreeSet<>(RuleOrder.BY_NUMBER);
        PREREQUISITES.forEach(rule -> numbers.add(rule.number()));
        RULES.forEach(rule -> numbers.add(rule.number()));
        return numbers;
    }
}
