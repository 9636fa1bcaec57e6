package io.heddle.client;

import java.lang.foreign.MemorySegment;

/**
 * The agent of the FRONTEND role: sends file requests to the primary of their bucket, numbers
 * mutations, and sends them again under the same number after a new epoch, a lost peer or a driver
 * that came back. Called on {@link #loop()} only, but for that method.
 */
public interface Client {
    io.heddle.runtime.Loop loop();

    /**
     * Submits a request. The head (an {@code FsRequest}; its key is filled in here) and the body are
     * borrowed until {@code done} is called. Fails with -EIO when no driver answers for the
     * configured time (default 60 s).
     *
     * @param opcode of {@code io.heddle.wire.Opcode}
     */
    void submit(
            int opcode,
            MemorySegment head,
            long headOffset,
            int headBytes,
            MemorySegment body,
            long bodyOffset,
            int bodyBytes,
            Completion done,
            long token);

    /** Requests submitted and not completed. */
    int outstanding();

    /** Bytes of memory outside the heap that the client owns; any thread. */
    long memoryBytes();

    /** Told once for every request, on the loop. */
    @FunctionalInterface
    interface Completion {
        /**
         * @param status >= 0 or -errno
         * @param body borrowed until return
         */
        void onDone(long token, int status, MemorySegment body, long offset, int lengthBytes);
    }
}
