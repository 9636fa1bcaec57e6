package io.heddle.meta.internal;

/**
 * One POSIX operation on one bucket: looks at the state, builds the record of its changes and the
 * reply. One class each, without state of its own. Runs on the bucket's primary, on its loop.
 */
interface Operation {
    /** {@link #execute} gave nothing yet: the context arranged to execute the operation again. */
    int WAIT = Integer.MIN_VALUE;

    /**
     * Executes. May put changes into {@link OpContext#record()} only once nothing can fail any more:
     * a negative status or {@link #WAIT} must leave it untouched.
     *
     * @return >= 0 with the reply put into {@link OpContext#reply}, -errno, or {@link #WAIT}
     */
    int execute(OpContext context);
}
