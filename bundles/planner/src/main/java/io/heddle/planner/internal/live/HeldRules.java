package io.heddle.planner.internal.live;

import io.heddle.planner.Finding;
import io.heddle.planner.Verdict;
import io.heddle.runtime.Events;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which rules have held since the start, and an alert for each that holds no longer. What never held
 * is no drift: the plan says so. Touched by one thread.
 */
final class HeldRules {
    private static final String ALERT = "drift";

    private final Events events;
    private final Set<String> held = new HashSet<>();
    private final Set<String> standing = new HashSet<>();

    HeldRules(Events events) {
        this.events = events;
    }

    /** What is broken now was wished for: it counts as drift only once it has held again. */
    void accept(List<Finding> findings) {
        Map<String, Finding> broken = broken(findings);
        held.removeIf(key -> broken.containsKey(key) && !standing.contains(key));
        update(findings, broken);
    }

    /** @param why what changed, for the alerts that this raises */
    void look(List<Finding> findings, String why) {
        Map<String, Finding> broken = broken(findings);
        update(findings, broken);
        broken.forEach((key, finding) -> {
            if (held.contains(key) && standing.add(key)) {
                events.raise(
                        ALERT,
                        key,
                        "A rule that held is broken: " + finding.rule() + " wants " + finding.want()
                                + " for " + finding.subject() + ".",
                        finding.evidence() + "; " + why,
                        remedy(finding));
            }
        });
    }

    private static Map<String, Finding> broken(List<Finding> findings) {
        Map<String, Finding> broken = new LinkedHashMap<>();
        for (Finding finding : findings) {
            if (finding.verdict().compareTo(Verdict.ALERT) >= 0) {
                broken.put(key(finding), finding);
            }
        }
        return broken;
    }

    private void update(List<Finding> findings, Map<String, Finding> broken) {
        for (Finding finding : findings) {
            if (finding.verdict() == Verdict.OK && !broken.containsKey(key(finding))) {
                held.add(key(finding));
            }
        }
        for (String key : List.copyOf(standing)) {
            if (!broken.containsKey(key)) {
                standing.remove(key);
                events.clear(ALERT, key);
            }
        }
    }

    private static String remedy(Finding finding) {
        String remedy = finding.remedy();
        return remedy == null ? "Undo the change." : remedy;
    }

    /** The planner goes: nobody watches any more. */
    void forget() {
        standing.forEach(key -> events.clear(ALERT, key));
        standing.clear();
    }

    private static String key(Finding finding) {
        return finding.rule() + " " + finding.subject();
    }
}
