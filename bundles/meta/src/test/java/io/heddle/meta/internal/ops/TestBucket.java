package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;

import java.lang.foreign.MemorySegment;

/** A bucket as tests need it: in memory, or on a drive. */
interface TestBucket {
    BucketState state();

    /** Applies a record. */
    void apply(MemorySegment record, int lengthBytes);

    /** Reads blocks and waits for them. */
    void read(long inode, long firstBlock, int count, MemorySegment to, long offset);
}
