package io.heddle.drive.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.StateStore;

import java.lang.foreign.MemorySegment;

/** The state of one bucket on this drive: keys, block map, and how far the records have come. */
final class BucketTable implements BucketState {
    private final int bucket;
    private final MemTable store;
    private final BlockMap blocks;
    private final BlockReader reader;
    private final BlockCache cache;
    private final RecordIndex index = new RecordIndex();
    private long sequence;
    private int epoch;
    private long chain;
    private long durableSequence;
    private long committedSequence;
    private long snapshotSequence;

    BucketTable(
            int bucket,
            SlabMemory memory,
            MemorySegment scratchKey,
            BlockReader reader,
            BlockCache cache) {
        this.bucket = bucket;
        this.store = new MemTable(memory);
        this.blocks = new BlockMap(new MemTable(memory), scratchKey);
        this.reader = reader;
        this.cache = cache;
    }

    @Override
    public int bucket() {
        return bucket;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public long chain() {
        return chain;
    }

    @Override
    public long durableSequence() {
        return durableSequence;
    }

    @Override
    public StateStore store() {
        return store;
    }

    @Override
    public void readBlocks(
            long inode,
            long firstBlock,
            int count,
            MemorySegment to,
            long offset,
            BlocksDone done,
            long token) {
        reader.read(blocks, inode, firstBlock, count, to, offset, done, token);
    }

    @Override
    public boolean inMemory(long inode, long firstBlock, int count) {
        for (long block = firstBlock; block < firstBlock + count; block++) {
            int address = blocks.find(inode, block);
            if (address >= 0 && cache.find(address) < 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long nextBlock(long inode, long block, boolean data) {
        return blocks.next(inode, block, data);
    }

    @Override
    public long blockCount(long inode) {
        return blocks.count(inode);
    }

    MemTable table() {
        return store;
    }

    BlockMap blocks() {
        return blocks;
    }

    RecordIndex index() {
        return index;
    }

    /** A record was applied. */
    void advance(long recordSequence, int recordEpoch, long chainAfter) {
        sequence = recordSequence;
        epoch = recordEpoch;
        chain = chainAfter;
    }

    /** The records up to this one are durable here; they become so in order. */
    void durable(long recordSequence) {
        durableSequence = recordSequence;
    }

    void committed(long recordSequence) {
        committedSequence = Math.max(committedSequence, recordSequence);
    }

    long committedSequence() {
        return committedSequence;
    }

    /** The sequence that the last checkpoint holds. */
    long snapshotSequence() {
        return snapshotSequence;
    }

    void setSnapshotSequence(long recordSequence) {
        snapshotSequence = recordSequence;
    }
}
