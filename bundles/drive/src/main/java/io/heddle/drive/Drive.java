package io.heddle.drive;

import io.heddle.runtime.Agent;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * One drive: a journal shared by all its buckets, 4 KiB blocks with checksums, and the state of each
 * bucket. Knows nothing of the network. An agent of one loop, called on that loop only.
 */
public interface Drive extends Agent {
    /** Bytes of a block. */
    int BLOCK_BYTES = 4096;

    /** The state of a bucket on this drive; made empty when absent. */
    BucketState bucket(int bucket);

    /** The buckets that have state here. */
    List<BucketState> buckets();

    /**
     * Appends a replicated record (see {@link RecordWriter}) and applies it to the bucket's state at
     * once; {@code done} follows when it is durable here, in the order of appending.
     *
     * <p>The record is checked: its bucket's next sequence, an epoch not below the bucket's, and the
     * chain. Its payload blocks are written with it: small ones into the journal, {@link
     * RecordWriter#LARGE_BYTES} or more straight to free blocks first.
     *
     * @return 0, -ENOSPC when the drive is full (the reserve is for records that free space), -ESTALE
     *     for an older epoch, -EINVAL for a gap or a broken chain, -EIO when the drive is failed
     */
    int append(MemorySegment record, long offset, int lengthBytes, RecordDone done, long token);

    /**
     * Whether a record with that many payload and state bytes would be taken now.
     *
     * @param freesSpace whether the reserve may be used (unlink, truncate)
     */
    boolean admits(long payloadBytes, boolean freesSpace);

    /** Bytes for payload in all, and free ones (the reserve already taken off). */
    long capacityBytes();

    long freeBytes();

    /**
     * Copies records from {@code sequence} on, to fill another replica, into {@code to}, whole ones
     * one after the other, each with a u32 length before it.
     *
     * @return bytes copied (0: none from it on, or they are not in the journal yet), -ENODATA when the
     *     journal no longer holds them, -EIO when the drive is failed
     */
    int readRecords(int bucket, long sequence, MemorySegment to, long offset, int capacityBytes);

    /** A record before this of the bucket is known to be durable on all in-sync replicas. */
    void committed(int bucket, long sequence);

    /** Bytes of memory outside the heap that its buffers, tables and cache own. */
    long memoryBytes();

    /** Why the drive serves nothing any more, or null. */
    @Nullable
    String failure();

    /** Writes a checkpoint now and trims the journal; {@code done} follows when it is durable. */
    void checkpoint(Runnable done);
}
