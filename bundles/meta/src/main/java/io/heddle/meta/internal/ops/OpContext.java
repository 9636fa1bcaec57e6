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

    /** A new inode number of this bucket, persisted with the record. */
    long newInode();

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
     * Reads one block before the operation goes on, for changing a part of it. True when it is there
     * now; false: return {@link Operation#WAIT}, and the operation is executed again from its start
     * when it was loaded, so that the same call then gives true. Both pieces may be asked for before
     * the return. A block that was changed after it was loaded is loaded again.
     *
     * @param piece 0 or 1: which of the two blocks of this operation
     */
    boolean loadBlock(long inode, long block, int piece);

    /** The memory of the blocks that {@link #loadBlock} gave. */
    MemorySegment blocks();

    /** Where in {@link #blocks} a piece lies. */
    long blocksOffset(int piece);

    /**
     * Reads whole blocks to the start of {@link #reply}, without another copy; otherwise as {@link
     * #loadBlock}. For {@code READ}, whose reply has room for 1 MiB and one block more.
     */
    boolean readToReply(long inode, long firstBlock, int count);

    /** Scratch memory of 256 KiB for keys, values and payload, free at every execution. */
    MemorySegment scratch();

    /** Whether the drives of all replicas take this much, see {@code Drive.admits}. */
    boolean admits(long payloadBytes, boolean freesSpace);

    /** Payload bytes of this server's drive in all, and free ones. */
    long capacityBytes();

    long freeBytes();
}
