package io.heddle.meta.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A step that a participant promised and whose decision it does not know yet. */
final class PreparedStep {
    private final MemorySegment memory;
    final StepMessage message = new StepMessage();

    /** When the coordinator is asked for the decision, which should have come by then. */
    long inquireAtNs;

    boolean inquiring;

    PreparedStep(Arena arena) {
        memory = arena.allocate(StepMessage.MAX_BYTES, 8);
        message.wrap(memory, 0);
    }

    /** Takes a message with its reply. */
    void set(MemorySegment from, long offset, int bytes) {
        MemorySegment.copy(from, offset, memory, 0, bytes);
    }

    boolean is(long transaction, int index) {
        return message.transaction() == transaction && message.index() == index;
    }
}
