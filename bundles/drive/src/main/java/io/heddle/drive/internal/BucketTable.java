package io.heddle.drive.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.StateStore;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** The state of one bucket on this drive: keys, block map, and how far the records have come. */
final class BucketTable implements BucketState {
    private static final int[] NO_CHUNKS = new int[0];

    private final int bucket;
    private final MemTable store;
    private final BlockMap blocks;
    private final BlockReader reader;
    private final RecordIndex index = new RecordIndex();
    private long sequence;
    private int epoch;
    private long chain;
    private long durableSequence;
    private long committedSequence;
    private long snapshotSequence;
    private long snapshotGeneration;
    private int[] snapshotChunks = NO_CHUNKS;
    private long freshSequence;
    private long freshGeneration;
    private int[] freshChunks = NO_CHUNKS;
    private @Nullable HeldRecord firstHeld;
    private @Nullable HeldRecord lastHeld;

    BucketTable(int bucket, SlabMemory memory, MemorySegment scratchKey, BlockReader reader) {
        this.bucket = bucket;
        this.store = new MemTable(memory);
        this.blocks = new BlockMap(new MemTable(memory), scratchKey);
        this.reader = reader;
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
            if (address >= 0 && !reader.inMemory(address)) {
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

    /** The oldest record that waits before the journal, or null. */
    @Nullable
    HeldRecord firstHeld() {
        return firstHeld;
    }

    void enqueue(HeldRecord record) {
        if (lastHeld == null) {
            firstHeld = record;
        } else {
            lastHeld.next = record;
        }
        lastHeld = record;
    }

    void dequeue() {
        HeldRecord head = firstHeld;
        firstHeld = head == null ? null : head.next;
        if (firstHeld == null) {
            lastHeld = null;
        }
    }

    /** Gives the records up that wait, at the end. */
    void dropHeld() {
        for (HeldRecord record = firstHeld; record != null; record = record.next) {
            record.close();
        }
        firstHeld = null;
        lastHeld = null;
    }

    /** The sequence that the last checkpoint holds. */
    long snapshotSequence() {
        return snapshotSequence;
    }

    /** For recovery: what the last checkpoint holds. */
    void setSnapshot(long recordSequence, int[] chunks, long generation) {
        snapshotSequence = recordSequence;
        snapshotChunks = chunks;
        snapshotGeneration = generation;
    }

    /** A snapshot was built; it counts when the checkpoint is durable. */
    void beginSnapshot(long recordSequence, int[] chunks, long generation) {
        freshSequence = recordSequence;
        freshChunks = chunks;
        freshGeneration = generation;
    }

    /** The checkpoint is durable. @return the chunks that are not needed any more */
    int[] commitSnapshot() {
        int[] old = snapshotChunks;
        setSnapshot(freshSequence, freshChunks, freshGeneration);
        freshChunks = NO_CHUNKS;
        return old;
    }

    /** The checkpoint was given up. @return the chunks that are not needed */
    int[] dropSnapshot() {
        int[] dropped = freshChunks;
        freshChunks = NO_CHUNKS;
        return dropped;
    }

    /** The chunks of the newest snapshot, whether it counts yet or not; empty when there is none. */
    int[] newestChunks() {
        return freshChunks.length > 0 ? freshChunks : snapshotChunks;
    }

    long newestGeneration() {
        return freshChunks.length > 0 ? freshGeneration : snapshotGeneration;
    }
}
