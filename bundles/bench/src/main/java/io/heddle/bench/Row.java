package io.heddle.bench;

/**
 * One line of a benchmark's result; names as in the operator's contract.
 *
 * @param measure what was measured, with its unit
 * @param ours the median on Heddle
 * @param reference the median on the reference, in the same run
 * @param ratio ours over reference
 * @param target the figure to reach, or 0 for none
 * @param ok whether the target is reached; true without one
 * @param oursCpuUs CPU of the benchmark and the instance for one operation, in us
 * @param referenceCpuUs CPU of the benchmark for one operation on the reference, in us
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
        double referenceCpuUs) {}
