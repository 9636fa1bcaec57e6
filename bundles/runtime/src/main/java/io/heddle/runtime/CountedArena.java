package io.heddle.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;

/** A shared arena that counts what was taken from it, because operators see what a process owns. */
public final class CountedArena implements Arena {
    private final Arena arena = Arena.ofShared();
    private final LongAdder bytes = new LongAdder();

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        MemorySegment taken = arena.allocate(byteSize, byteAlignment);
        bytes.add(byteSize);
        return taken;
    }

    /** Bytes that were taken, without what alignment costs; 0 when it is closed. Any thread. */
    public long bytes() {
        return bytes.sum();
    }

    @Override
    public MemorySegment.Scope scope() {
        return arena.scope();
    }

    @Override
    public void close() {
        arena.close();
        bytes.reset();
    }
}
