package io.heddle.sim;

import java.util.List;

/**
 * What one seed showed.
 *
 * @param operations that were answered
 * @param faults strikes, and datagrams that were struck
 * @param traceHash over everything that happened; equal for equal runs
 * @param simulatedNs how long the run was for those in it
 * @param recoveryNs from the last fault until everything was answered
 * @param lastEvents the end of the trace
 */
public record SeedReport(
        long seed,
        long operations,
        long faults,
        long traceHash,
        long simulatedNs,
        long recoveryNs,
        List<Violation> violations,
        List<String> lastEvents) {
    public boolean isGood() {
        return violations.isEmpty();
    }
}
