package io.heddle.runtime.internal;

import io.heddle.runtime.DiskCompletion;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** One transfer in flight; pooled by {@link DiskRing}. */
final class DiskOperation {
    static final int READ = 0;
    static final int WRITE = 1;
    static final int DURABLE_WRITE = 2;
    static final int FLUSH = 3;

    final int index;
    int kind;

    @Nullable
    UringDiskFile file;

    @Nullable
    DiskCompletion done;
    /** Keeps the memory of a transfer alive, which the kernel knows by its address only. */
    @Nullable
    MemorySegment memory;

    long token;
    long address;
    long position;
    int lengthBytes;
    /** Bytes that earlier, short transfers have moved. */
    int movedBytes;

    int result;

    @Nullable
    DiskOperation next;

    DiskOperation(int index) {
        this.index = index;
    }

    /** Forgets what the pool must not keep alive. */
    void clear() {
        file = null;
        done = null;
        memory = null;
        next = null;
    }
}
