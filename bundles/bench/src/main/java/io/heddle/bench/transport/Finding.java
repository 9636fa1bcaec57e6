package io.heddle.bench.transport;

/**
 * One figure that a measure found.
 *
 * @param measure what it is, with its unit
 * @param ours the median on Heddle
 * @param reference the median on the reference, or 0 for none
 * @param referenceName what the reference is, or empty
 * @param oursCpuUs CPU of Heddle's processes for one operation, in us, or 0
 * @param referenceCpuUs the same of the reference
 * @param note more figures of the same runs, for people, or empty
 */
public record Finding(
        String measure,
        double ours,
        double reference,
        String referenceName,
        Target target,
        double oursCpuUs,
        double referenceCpuUs,
        String note) {
    /** A figure without a reference. */
    static Finding alone(String measure, double ours, Target target, String note) {
        return new Finding(measure, ours, 0, "", target, 0, 0, note);
    }

    double ratio() {
        return reference == 0 ? 0 : ours / reference;
    }
}
