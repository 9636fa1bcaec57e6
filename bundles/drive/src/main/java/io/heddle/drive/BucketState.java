package io.heddle.drive;

import java.lang.foreign.MemorySegment;

/**
 * The ordered keys and the data blocks of one bucket. Readers see every appended record at once;
 * holding answers until it is durable everywhere is the caller's business.
 */
public interface BucketState {
    int bucket();

    /** The last appended sequence, 0 for none. */
    long sequence();

    /** The epoch of the last appended record. */
    int epoch();

    /** The checksum chain over all records, after {@link #sequence()}. */
    long chain();

    /** The last sequence that is durable on this drive. */
    long durableSequence();

    /** Keys of at most 512 bytes in the order of their unsigned bytes; values of at most 64 KiB. */
    StateStore store();

    /**
     * Reads blocks of a file; holes read as zeros. Answers from memory where the payload is still
     * there, from the drive otherwise, and verifies checksums.
     *
     * @param to gets {@code count} whole blocks; sector aligned memory and offset
     * @param done gets 0, or -EIO (bad checksum: the caller asks another replica)
     */
    void readBlocks(
            long inode,
            long firstBlock,
            int count,
            MemorySegment to,
            long offset,
            BlocksDone done,
            long token);

    /** Whether {@link #readBlocks} would answer without touching the drive. */
    boolean inMemory(long inode, long firstBlock, int count);

    /** The next block at or after {@code block} that holds data (or a hole), or -1: for SEEK_DATA. */
    long nextBlock(long inode, long block, boolean data);

    /** Blocks of the file that hold data. */
    long blockCount(long inode);

    /** Told once for every read, perhaps before {@link #readBlocks} returns. */
    @FunctionalInterface
    interface BlocksDone {
        void onBlocks(long token, int status);
    }
}
