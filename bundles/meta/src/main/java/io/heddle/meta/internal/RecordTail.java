package io.heddle.meta.internal;

import io.heddle.wire.FsRequest;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The newest records of one server that could not be sent at once: those of one turn go out together,
 * and those for which no slot was free follow later. Old ones are overwritten; the journal has them.
 *
 * <p>A ring of u32 bucket, u32 bytes, u64 sequence, record. Positions only grow.
 */
final class RecordTail {
    static final int CAPACITY = 8 << 20;

    private static final int HEADER_BYTES = 16;

    private final Arena arena;
    private @Nullable MemorySegment memory;
    private long end;

    RecordTail(Arena arena) {
        this.arena = arena;
    }

    private MemorySegment memory() {
        MemorySegment made = memory;
        if (made == null) {
            made = arena.allocate(CAPACITY, 4096);
            memory = made;
        }
        return made;
    }

    /** Keeps a record. @return its position, never 0 */
    long add(int bucket, long sequence, MemorySegment record, int bytes) {
        MemorySegment ring = memory();
        int needed = HEADER_BYTES + bytes + 7 & ~7;
        int at = (int) (end % CAPACITY);
        if (at + needed > CAPACITY || end == 0) {
            // Records lie in one piece; the first lap is left out so that no position is 0.
            end += CAPACITY - at;
            at = 0;
        }
        long position = end;
        ring.set(FsRequest.INT, at, bucket);
        ring.set(FsRequest.INT, at + 4, bytes);
        ring.set(FsRequest.LONG, at + 8, sequence);
        MemorySegment.copy(record, 0, ring, at + HEADER_BYTES, bytes);
        end += needed;
        return position;
    }

    /** The length of a record at a position, or -1 when something else is there by now. */
    int lengthBytes(long position, int bucket, long sequence) {
        if (position == 0 || end - position > CAPACITY) {
            return -1;
        }
        MemorySegment ring = memory();
        int at = (int) (position % CAPACITY);
        boolean same = ring.get(FsRequest.INT, at) == bucket
                && ring.get(FsRequest.LONG, at + 8) == sequence;
        return same ? ring.get(FsRequest.INT, at + 4) : -1;
    }

    void copy(long position, int bytes, MemorySegment to, long offset) {
        MemorySegment.copy(memory(), position % CAPACITY + HEADER_BYTES, to, offset, bytes);
    }
}
