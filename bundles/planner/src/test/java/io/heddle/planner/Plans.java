package io.heddle.planner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/** What tests ask of a plan. */
final class Plans {
    private Plans() {}

    static GroupPlan last(Plan plan) {
        return plan.groups().getLast();
    }

    /** The verdicts of a rule in the last group. */
    static List<Verdict> verdicts(Plan plan, String rule) {
        return last(plan).findings().stream()
                .filter(finding -> finding.rule().equals(rule))
                .map(Finding::verdict)
                .toList();
    }

    /** The last group has one finding of the rule, with that verdict. */
    static void says(Plan plan, String rule, Verdict verdict) {
        assertEquals(List.of(verdict), verdicts(plan, rule), () -> rule + " in " + plan);
    }

    static void counts(Plan plan, long count, String formula, String rule) {
        assertEquals(new IpPlan(count, formula, rule), last(plan).ips());
    }

    /** Such as "DPDK mellanox poll". */
    static void uses(Plan plan, String network) {
        GroupPlan group = last(plan);
        assertEquals(
                network,
                group.networkText() + " " + group.driver() + " "
                        + group.rxMode().word());
    }
}
