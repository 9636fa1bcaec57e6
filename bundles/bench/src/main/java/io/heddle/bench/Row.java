package io.heddle.bench;

import org.jspecify.annotations.Nullable;

/**
 * One line of a benchmark's result; names as in the operator's contract. A figure that does not apply
 * is 0.
 *
 * @param measure what was measured, with its unit
 * @param ours the median on Heddle
 * @param reference the median on the reference, in the same run
 * @param ratio ours over reference
 * @param target the figure to reach, or 0 for none
 * @param ok whether the target is reached; true without one, false when skipped
 * @param oursCpuUs CPU on Heddle's side for one operation, in us
 * @param referenceCpuUs CPU on the reference for one operation, in us
 * @param wanted how the target is meant, such as "ratio <= 1.0", or empty
 * @param note more figures of the same runs, or empty
 * @param skipped why it was not measured and what to do about it, or null
 * @param machine where and when: cores, kernel, load, commit
 */
public record Row(
        String measure,
        double ours,
        double reference,
        String referenceName,
        double ratio,
        double target,
        boolean ok,
        double oursCpuUs,
        double referenceCpuUs,
        String wanted,
        String note,
        @Nullable String skipped,
        String machine) {}
