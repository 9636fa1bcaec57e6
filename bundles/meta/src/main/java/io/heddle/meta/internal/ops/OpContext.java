package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;
import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;

/**
 * What an {@link Operation} sees. The engine implements it, reuses it, keeps the exactly-once table,
 * replicates the record, and holds the answer until every record that the operation could see is
 * durable on all in-sync replicas.
 */
public interface OpContext {
    FsRequest request();

    BucketState bucket();

    /** The wall clock for timestamps; never runs backwards within a bucket. */
    long nowNs();

    /**
     * The record of this operation, begun on first use. The engine adds the exactly-once entry and
     * ends it.
     */
    RecordWriter record();

    /** A new inode number of this bucket and of the directory's file system, persisted with the record. */
    long newInode(long directory);

    /** Memory for the reply, {@link #replyCapacity} bytes at {@link #replyOffset}. Sector aligned. */
    MemorySegment reply();

    long replyOffset();

    int replyCapacity();

    /** How many bytes of {@link #reply} are the answer. */
    void replyBytes(int bytes);

    /**
     * Says that the operation looked at this inode's (or directory's) state, or is about to change it:
     * the answer waits until earlier changes of it are durable. Call before looking.
     */
    void touch(long inode);

    /**
     * Reads whole blocks before the operation goes on, at most 1 MiB and one block. True when they are
     * there now; false: return {@link Operation#WAIT}, and the operation is executed again from its
     * start when they were loaded, so that the same call then gives true. Two ranges are remembered; a
     * range that was changed after it was loaded is loaded again.
     */
    boolean loadBlocks(long inode, long firstBlock, int count);

    /** The blocks that the last {@link #loadBlocks} gave. */
    MemorySegment blocks();

    long blocksOffset();

    /**
     * Makes bytes of {@link #blocks} the answer instead of those in {@link #reply}, without a copy.
     *
     * @param position of the first byte after {@link #blocksOffset}
     */
    void replyBlocks(int position, int bytes);

    /** Scratch memory of 256 KiB for keys, values and payload, free at every execution. */
    MemorySegment scratch();

    /** Whether the drives of all replicas take this much, see {@code Drive.admits}. */
    boolean admits(long payloadBytes, boolean freesSpace);

    /** Blocks that the inode's file system may grow here without asking. */
    long room(long inode);

    /**
     * Whether the inode's file system may have so many blocks more, see {@link #room}.
     *
     * @return 0, -ENOSPC, or {@link Operation#ROOM}: return that
     */
    int admitsGrowth(long inode, long blocks);

    /** Payload bytes of this server's drive in all, and free ones. */
    long capacityBytes();

    long freeBytes();
}
