package io.heddle.rest.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.planner.CandidateVerdict;
import io.heddle.planner.Decision;
import io.heddle.planner.Decisions;
import io.heddle.planner.RuleEvidence;
import io.heddle.runtime.StorageException;

import java.util.List;

/**
 * What the API shows of the planner's decisions, with the processes as {@code heddle cluster
 * processes} numbers them.
 */
record DecisionViews(Decisions decisions, List<Views.Process> processes) {
    private static final String MANAGEMENT = "MANAGEMENT";

    List<Views.Explanation> all() {
        return decisions.decisions().stream().map(this::view).toList();
    }

    /**
     * The decision for a process.
     *
     * @param process an id or a container as the table of processes has them, or the name of a lane
     */
    Views.Explanation one(String process) {
        String lane = process;
        for (Views.Process row : processes) {
            boolean meant = Integer.toString(row.processId()).equals(process);
            if (meant && row.roles().contains(MANAGEMENT)) {
                throw new StorageException(
                        Errno.EINVAL,
                        "Process " + process + " is MANAGEMENT, which uses the kernel's network and"
                                + " no driver; ask for a process of another role.");
            }
            if (meant || row.container().equals(process)) {
                lane = lane(row.container());
            }
        }
        Decision decision = decisions.decision(lane);
        if (decision == null) {
            throw new StorageException(
                    Errno.ENOENT,
                    "There is no process '" + process
                            + "'; 'heddle cluster processes' lists them.");
        }
        return view(decision);
    }

    /** Lanes are named for people: "server 3" is that of container "server3". */
    private static String lane(String container) {
        return container.replaceFirst("(?<=^server)(?=\\d)", " ");
    }

    private Views.Explanation view(Decision decision) {
        List<Integer> ids = processes.stream()
                .filter(row -> lane(row.container()).equals(decision.process()))
                .filter(row -> !row.roles().contains(MANAGEMENT))
                .map(Views.Process::processId)
                .toList();
        return new Views.Explanation(
                decision.process(),
                ids,
                decision.role().word(),
                decision.mode().word(),
                decision.driver(),
                decision.reason(),
                decision.rule(),
                decision.candidates().stream().map(DecisionViews::view).toList());
    }

    private static Views.Candidate view(CandidateVerdict candidate) {
        return new Views.Candidate(
                candidate.driver(),
                candidate.bundle(),
                candidate.version(),
                candidate.verdict().word(),
                candidate.rank(),
                candidate.rules().stream().map(DecisionViews::view).toList());
    }

    private static Views.Rule view(RuleEvidence rule) {
        return new Views.Rule(
                rule.rule(),
                rule.verdict().word(),
                rule.text(),
                rule.path(),
                rule.seen(),
                rule.wanted(),
                rule.remedy());
    }
}
