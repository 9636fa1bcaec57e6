package io.heddle.meta.internal;

import io.heddle.drive.RecordWriter;
import io.heddle.meta.internal.ops.Operations;
import io.heddle.meta.internal.ops.StateKey;
import io.heddle.runtime.CountedArena;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/**
 * The native memory of one server. A shard executes one operation at a time, so one record, one reply
 * and one scratch are enough; what outlives a call lies in {@link #pool}.
 */
final class ShardMemory implements AutoCloseable {
    static final int REPLY_BYTES = (1 << 20) + (64 << 10);
    static final int SCRATCH_BYTES = 256 << 10;
    static final int TRANSFER_BYTES = 2 << 20;
    static final int SMALL_BYTES = 4096;

    private final CountedArena arena = new CountedArena();

    final RecordWriter record = new RecordWriter(arena.allocate(RecordWriter.MAX_BYTES, 4096));
    final MemorySegment reply = arena.allocate(REPLY_BYTES, 4096);
    final MemorySegment scratch = arena.allocate(SCRATCH_BYTES, 4096);

    /** For records read back from the journal on their way to a replica that lags. */
    final MemorySegment transfer = arena.allocate(TRANSFER_BYTES, 4096);

    /** For heads of messages, keys and small values of the engine itself. */
    final MemorySegment small = arena.allocate(SMALL_BYTES, 64);

    /** For keys of the engine that operations have, too. */
    final StateKey stateKey = new StateKey(arena);

    final Operations operations = new Operations(arena);

    final RecordTail tail = new RecordTail(arena);

    final BufferPool pool = new BufferPool();

    private final ArrayDeque<PreparedStep> freeSteps = new ArrayDeque<>();

    /** Memory for a promised step; the pool grows with the most that were promised at once. */
    PreparedStep takeStep() {
        PreparedStep step = freeSteps.poll();
        return step == null ? new PreparedStep(arena) : step;
    }

    void giveStep(PreparedStep step) {
        freeSteps.push(step);
    }

    Arena arena() {
        return arena;
    }

    /** Bytes that this server's arenas own; the tail is in one of them. */
    long bytes() {
        return arena.bytes() + pool.bytes();
    }

    @Override
    public void close() {
        pool.close();
        arena.close();
    }
}
