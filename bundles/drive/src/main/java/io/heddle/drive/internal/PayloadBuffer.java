package io.heddle.drive.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory for large payload on its way to the blocks. */
record PayloadBuffer(Arena arena, MemorySegment memory) {
    static PayloadBuffer allocate(int bytes) {
        Arena arena = Arena.ofShared();
        return new PayloadBuffer(arena, arena.allocate(bytes, 4096));
    }

    void close() {
        arena.close();
    }
}
