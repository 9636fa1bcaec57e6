package io.heddle.transport;

import java.lang.foreign.MemorySegment;

/** Told once for every accepted call, on the loop. */
@FunctionalInterface
public interface ReplyHandler {
    /**
     * @param status what the peer's handler gave, >= 0 or -errno, or {@link Session#PEER_LOST}
     * @param body borrowed until return
     */
    void onReply(long token, int status, MemorySegment body, long offset, int lengthBytes);
}
