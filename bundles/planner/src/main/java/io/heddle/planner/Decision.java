package io.heddle.planner;

import java.util.List;

/**
 * Which driver serves a process, and the whole table behind it.
 *
 * @param process as lanes are named: "server 0", "client"
 * @param mode what the operator asks for
 * @param driver the driver in use, or "none"
 * @param reason one line for people
 * @param rule the requirement that decided, such as "S62"; empty where an operator did
 * @param candidates every driver, the best first, those that are gone last
 */
public record Decision(
        String process,
        Role role,
        Mode mode,
        String driver,
        String reason,
        String rule,
        List<CandidateVerdict> candidates) {

    public Decision {
        candidates = List.copyOf(candidates);
    }
}
