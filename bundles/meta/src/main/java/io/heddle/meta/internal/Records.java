package io.heddle.meta.internal;

import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;

/** Looks into the header of a record, see {@code RecordWriter}. */
final class Records {
    static final int HEADER_BYTES = 48;

    private Records() {}

    static int lengthBytes(MemorySegment memory, long at) {
        return memory.get(FsRequest.INT, at);
    }

    static int bucket(MemorySegment memory, long at) {
        return Short.toUnsignedInt(memory.get(FsRequest.SHORT, at + 6));
    }

    static int epoch(MemorySegment memory, long at) {
        return memory.get(FsRequest.INT, at + 8);
    }

    /** The client that asked for it, or 0. */
    static long client(MemorySegment memory, long at) {
        return memory.get(FsRequest.LONG, at + 32);
    }

    static long number(MemorySegment memory, long at) {
        return memory.get(FsRequest.LONG, at + 40);
    }

    static long sequence(MemorySegment memory, long at) {
        return memory.get(FsRequest.LONG, at + 16);
    }
}
