package io.heddle.fuse.internal;

import java.lang.foreign.MemorySegment;

/** What comes next in an operation when the client's answer is there. Made once, not for each call. */
@FunctionalInterface
interface Step {
    /** @param status >= 0; a failed answer ends the call unless it was sent as {@code sendAnyway} */
    void on(Call call, int status, MemorySegment body, long offset, int bytes);
}
