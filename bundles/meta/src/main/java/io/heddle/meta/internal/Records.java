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

    static long sequence(MemorySegment memory, long at) {
        return memory.get(FsRequest.LONG, at + 16);
    }
}
