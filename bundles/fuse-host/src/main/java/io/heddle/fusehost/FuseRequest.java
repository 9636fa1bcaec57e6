package io.heddle.fusehost;

import java.lang.foreign.MemorySegment;

/** A request of the kernel. Pooled: gone when answered. Layouts as in linux/fuse.h. */
public interface FuseRequest {
    int opcode();

    long unique();

    long node();

    int uid();

    int gid();

    int pid();

    /** The bytes after {@code fuse_in_header}; payload is 4 KiB aligned where the kernel allows it. */
    MemorySegment in();

    long inOffset();

    int inBytes();

    /** Where the answer's body is put; never overlaps {@link #in()}. Sector aligned. */
    MemorySegment out();

    long outOffset();

    int outCapacityBytes();

    /** Answers with the first bytes of {@link #out()}. */
    void reply(int bytes);

    /** Answers with native bytes that lie elsewhere; they are copied before return. */
    void reply(MemorySegment body, long offset, int bytes);

    /** Answers with an error, such as {@code Errno.ENOENT} (positive). */
    void error(int errno);

    /** No answer is wanted (FORGET, BATCH_FORGET, INTERRUPT). */
    void none();

    /**
     * Gives the buffers back while the caller waits for long, as for a lock, so that waiting requests
     * never use up the pool. This object is gone; the one returned holds the header and the first
     * 256 bytes of the body, has no room for an answer and can be kept for ever.
     */
    FuseRequest park();

    /**
     * Hands a parked request back unanswered: the next handler gets it again as it came. For a
     * handler that leaves.
     */
    void requeue();
}
