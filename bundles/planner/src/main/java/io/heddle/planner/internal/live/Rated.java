package io.heddle.planner.internal.live;

import io.heddle.net.DriverRanking.Candidate;
import io.heddle.net.spi.ProbeResult;
import io.heddle.net.spi.Reason;
import io.heddle.planner.RuleEvidence;
import io.heddle.planner.Verdict;

import java.util.List;

/**
 * A driver as one role sees it.
 *
 * @param weight 0 for what the role wants most
 * @param rules all that was looked at, the probe's first
 */
record Rated(Candidate candidate, int weight, List<RuleEvidence> rules) {
    Rated {
        rules = List.copyOf(rules);
    }

    /** Its bundle can serve here, and no rule refuses it. */
    boolean serves() {
        return candidate.probe() instanceof ProbeResult.Usable && refusals().isEmpty();
    }

    List<RuleEvidence> refusals() {
        return rules.stream().filter(rule -> rule.verdict() == Verdict.REFUSED).toList();
    }

    /** The rule that speaks most against it, or none. */
    String worstRule() {
        return refusals().isEmpty() ? "" : refusals().getFirst().rule();
    }

    /** What a probe said, as evidence; with a remedy of its own it is less than the driver could. */
    static RuleEvidence evidence(Reason reason, boolean holds) {
        String remedy = reason.remedy();
        if (!holds && remedy == null && !reason.wanted().isEmpty()) {
            remedy = "Provide " + reason.wanted() + ".";
        }
        return new RuleEvidence(
                reason.rule(),
                holds ? remedy == null ? Verdict.OK : Verdict.ALERT : Verdict.REFUSED,
                reason.text(),
                reason.path(),
                reason.seen(),
                reason.wanted(),
                remedy);
    }

    /** What the planner says against it, as the switchboard keeps it. */
    static Reason reason(RuleEvidence rule) {
        return new Reason(rule.rule(), rule.text(), rule.path(), rule.seen(), rule.wanted());
    }
}
