package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.Drive;
import io.heddle.drive.RecordWriter;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.wire.FsRequest;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A context without replication. Blocks arrive at the second asking, as from a drive. */
final class TestContext implements OpContext {
    // One for all tests: they run one after the other.
    private static final MemorySegment REQUEST = Arena.global().allocate((1 << 20) + 8192);
    private static final MemorySegment REPLY = Arena.global().allocate((1 << 20) + 8192, 512);
    private static final MemorySegment RECORD = Arena.global().allocate(RecordWriter.MAX_BYTES);

    private static final MemorySegment[] BLOCKS = {
        Arena.global().allocate((1 << 20) + Drive.BLOCK_BYTES, Drive.BLOCK_BYTES),
        Arena.global().allocate((1 << 20) + Drive.BLOCK_BYTES, Drive.BLOCK_BYTES)
    };

    private record Range(long inode, long first, int count, MemorySegment memory) {}

    final TestBucket bucket;
    final FsRequest request = new FsRequest();
    final MemorySegment requestMemory = REQUEST;
    final MemorySegment reply = REPLY;
    final TreeSet<Long> touched = new TreeSet<>();
    private final RecordWriter record = new RecordWriter(RECORD);
    private final MemorySegment scratch = MemorySegment.ofArray(new byte[256 << 10]);
    private final List<Range> ranges = new ArrayList<>();
    private MemorySegment blocks = MemorySegment.NULL;
    private long sequence = InodeId.ROOT + 1;
    private int turn;
    boolean recordBegun;
    /** Whether the context itself must not allocate. */
    boolean quiet;

    long room = Long.MAX_VALUE;
    boolean full;
    boolean reserveFull;
    int replyBytes;
    long nowNs = 1_000_000_000L;

    TestContext(TestBucket bucket) {
        this.bucket = bucket;
    }

    /** Starts another request. */
    void begin() {
        ranges.clear();
        restart();
    }

    /** Starts another execution of the same request. */
    void restart() {
        recordBegun = false;
        replyBytes = 0;
        touched.clear();
        nowNs += 1_000_000;
        reply.asSlice(0, 8192).fill((byte) 0x5A);
        scratch.fill((byte) 0x5A);
    }

    /** Applies the record that was built. */
    void commit() {
        if (recordBegun) {
            bucket.apply(record.memory(), record.end());
        }
    }

    @Override
    public FsRequest request() {
        return request;
    }

    @Override
    public BucketState bucket() {
        return bucket.state();
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public RecordWriter record() {
        if (!recordBegun) {
            recordBegun = true;
            var state = bucket.state();
            record.begin(state.bucket(), 1, state.sequence() + 1, state.chain(), 0, 0);
        }
        return record;
    }

    @Override
    public long newInode(long directory) {
        return InodeId.of(
                bucket.state().bucket(), InodeId.fileSystem(directory), (1 << 16) + sequence++);
    }

    @Override
    public MemorySegment reply() {
        return reply;
    }

    @Override
    public long replyOffset() {
        return 0;
    }

    @Override
    public int replyCapacity() {
        return 1 << 20;
    }

    @Override
    public void replyBytes(int bytes) {
        replyBytes = bytes;
    }

    @Override
    public void touch(long inode) {
        if (!quiet) {
            touched.add(inode);
        }
    }

    @Override
    public boolean loadBlocks(long inode, long firstBlock, int count) {
        for (var range : ranges) {
            if (range.inode == inode && range.first == firstBlock && range.count == count) {
                blocks = range.memory;
                return true;
            }
        }
        if (ranges.size() == 2) {
            ranges.removeFirst();
        }
        var memory = BLOCKS[turn++ & 1];
        bucket.read(inode, firstBlock, count, memory, 0);
        ranges.add(new Range(inode, firstBlock, count, memory));
        return false;
    }

    @Override
    public MemorySegment blocks() {
        return blocks;
    }

    @Override
    public long blocksOffset() {
        return 0;
    }

    @Override
    public void replyBlocks(int position, int bytes) {
        MemorySegment.copy(blocks, position, reply, 0, bytes);
        replyBytes = bytes;
    }

    @Override
    public MemorySegment scratch() {
        return scratch;
    }

    @Override
    public boolean admits(long payloadBytes, boolean freesSpace) {
        return freesSpace ? !reserveFull : !full;
    }

    @Override
    public long room(long inode) {
        return room;
    }

    @Override
    public int admitsGrowth(long inode, long blocks) {
        return blocks <= room ? 0 : -Errno.ENOSPC;
    }

    @Override
    public long capacityBytes() {
        return 1L << 30;
    }

    @Override
    public long freeBytes() {
        return 1L << 29;
    }
}
