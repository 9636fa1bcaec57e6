package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;
import io.heddle.drive.StateStore;
import io.heddle.layout.InodeId;
import io.heddle.meta.internal.ops.StateKey;
import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Hands out the inode numbers of a bucket. The next one is kept by each record that took some, so
 * no number is ever given twice.
 */
final class InodeNumbers {
    /** Lower ones are roots of file systems, given by control. */
    static final long FIRST = 1L << 16;

    private static final int KEY_BYTES = 2;

    private final BucketState state;
    private final MemorySegment memory;
    private long next = FIRST;

    /** @param memory of the shard, for the key and value during a call */
    InodeNumbers(BucketState state, MemorySegment memory) {
        this.state = state;
        this.memory = memory;
    }

    /** Reads the next number from the state, when the bucket begins to serve. */
    void load() {
        var value = new StateStore.View();
        key();
        int bytes = state.store().get(memory, 0, KEY_BYTES, value);
        next = bytes == Long.BYTES ? value.memory().get(FsRequest.LONG, value.offset()) : FIRST;
    }

    /** The number that follows {@code taken} others of the same record. */
    long peek(int fileSystem, int taken) {
        return InodeId.of(state.bucket(), fileSystem, next + taken);
    }

    /** Whether so many are left. */
    boolean has(int taken) {
        return next + taken <= InodeId.NUMBERS;
    }

    /** Puts the number after those taken into the record. */
    void save(RecordWriter record, int taken) {
        key();
        memory.set(FsRequest.LONG, 8, next + taken);
        record.put(memory, 0, KEY_BYTES, memory, 8, Long.BYTES);
    }

    /** The record was appended. */
    void took(int taken) {
        next += taken;
    }

    private void key() {
        memory.set(ValueLayout.JAVA_BYTE, 0, StateKey.COUNTER);
        memory.set(ValueLayout.JAVA_BYTE, 1, (byte) StateKey.NEXT_INODE);
    }
}
