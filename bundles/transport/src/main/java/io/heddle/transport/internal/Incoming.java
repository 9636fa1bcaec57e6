package io.heddle.transport.internal;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** A message on its way in: fragments are scattered straight to their final place. */
final class Incoming {
    int lengthBytes;
    int buffer = MessagePool.NONE;

    @Nullable
    MemorySegment memory;

    long offset;
    boolean active;
    private final Coverage got = new Coverage();

    /** Takes a buffer for a message; false when there is none. */
    boolean start(MessagePool pool, int messageBytes) {
        int taken = pool.take(messageBytes);
        if (taken == MessagePool.NONE) {
            return false;
        }
        buffer = taken;
        memory = pool.memory(taken);
        offset = pool.offset(taken);
        lengthBytes = messageBytes;
        got.reset(messageBytes);
        active = true;
        return true;
    }

    /** Copies a valid fragment to its place unless it is known; true when the message is complete. */
    boolean add(MemorySegment from, long at, int fragmentOffset, int fragmentBytes) {
        var to = memory;
        if (to != null && got.add(fragmentOffset, fragmentBytes)) {
            MemorySegment.copy(from, at, to, offset + fragmentOffset, fragmentBytes);
        }
        return got.isComplete();
    }

    /** Forgets the message; the buffer is the caller's to give back. */
    int end() {
        active = false;
        int freed = buffer;
        buffer = MessagePool.NONE;
        memory = null;
        return freed;
    }
}
