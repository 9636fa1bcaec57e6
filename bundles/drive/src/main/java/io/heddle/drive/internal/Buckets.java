package io.heddle.drive.internal;

import io.heddle.drive.BucketState;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The buckets of a drive, with the memory that their tables share. */
final class Buckets {
    private static final int MAX_BUCKETS = 1 << 14; // 14 bits of the inode number.

    private final SlabMemory memory = new SlabMemory();
    private final MemorySegment scratchKey;
    private final BlockReader reader;
    private final @Nullable BucketTable[] tables = new BucketTable[MAX_BUCKETS];
    private final List<BucketState> all = new ArrayList<>();

    Buckets(Arena arena, BlockReader reader) {
        this.scratchKey = arena.allocate(16);
        this.reader = reader;
    }

    /** The table of a bucket, made when absent. */
    BucketTable table(int bucket) {
        BucketTable table = tables[bucket];
        if (table == null) {
            table = new BucketTable(bucket, memory, scratchKey, reader);
            tables[bucket] = table;
            all.add(table);
        }
        return table;
    }

    /** Whether a number can be a bucket's. */
    static boolean isValid(int bucket) {
        return bucket >= 0 && bucket < MAX_BUCKETS;
    }

    List<BucketState> all() {
        return Collections.unmodifiableList(all);
    }

    int count() {
        return all.size();
    }

    BucketTable at(int index) {
        return (BucketTable) all.get(index);
    }

    /** Bytes of keys, values and block maps. */
    long usedBytes() {
        return memory.usedBytes();
    }

    long residentBytes() {
        return memory.residentBytes();
    }

    void close() {
        memory.close();
    }
}
