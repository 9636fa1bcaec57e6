package io.heddle.planner;

import java.util.List;
import java.util.Locale;

/**
 * What was found about one driver for one process.
 *
 * @param bundle symbolic name of its bundle
 * @param rank 1 for the best of the process's role; 0 for one that cannot serve
 * @param rules every rule that was looked at, also those that hold
 */
public record CandidateVerdict(
        String driver,
        String bundle,
        String version,
        Standing verdict,
        int rank,
        List<RuleEvidence> rules) {

    public CandidateVerdict {
        rules = List.copyOf(rules);
    }

    /** What became of a driver. */
    public enum Standing {
        CHOSEN,
        USABLE,
        UNUSABLE;

        /** As documents write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
