package io.heddle.meta.internal.ops;

/**
 * One POSIX operation on one bucket: looks at the state, builds the record of its changes and the
 * reply. One class each, without state of its own. Runs on the bucket's primary, on its loop.
 */
public interface Operation {
    /** {@link #execute} gave nothing yet: the context arranged to execute the operation again. */
    int WAIT = Integer.MIN_VALUE;

    /**
     * {@link #execute} changed nothing because the operation concerns another bucket, too: the engine
     * runs it as a transaction across buckets. The engine itself sends there what always does (MKDIR,
     * RMDIR, and LINK or RENAME whose {@code inode} and {@code inode2} are of different buckets).
     */
    int CROSS = Integer.MIN_VALUE + 1;

    /**
     * {@link #execute} changed nothing because the file system's limit leaves this bucket too little:
     * it asked for more, and the operation is executed again when that is answered.
     */
    int ROOM = Integer.MIN_VALUE + 2;

    /**
     * Executes. May put changes into {@link OpContext#record()} only once nothing can fail any more:
     * a negative status must leave it untouched.
     *
     * @return >= 0 with the reply put into {@link OpContext#reply}, -errno, {@link #WAIT},
     *     {@link #CROSS} or {@link #ROOM}
     */
    int execute(OpContext context);
}
