package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.meta.internal.ops.OpContext;
import io.heddle.meta.internal.ops.Operation;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.ReplyHandler;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.Status;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/** A request on its way through a bucket, pooled: execution, waiting for blocks, waiting for commit. */
final class RequestContext implements OpContext {
    private static final int TOUCHED = 16;

    private final ShardMemory memory;
    private final FsRequest request = new FsRequest();
    private final long[] touched = new long[TOUCHED];
    private final LoadedBlocks first = new LoadedBlocks(this);
    private final LoadedBlocks second = new LoadedBlocks(this);
    private int touchedCount;
    private int inodesTaken;
    private int replyBytes;
    private int blocksPosition = -1;
    private boolean recordBegun;
    private boolean executing;
    private LoadedBlocks latest = first;

    /** The next in a list of held or parked contexts, or in the pool. */
    @Nullable
    RequestContext next;

    @Nullable
    InboundRequest inbound;

    @Nullable
    Operation operation;

    @Nullable
    BucketPrimary primary;

    int opcode;

    /** Whether {@link RunningRequests} has it, by the two numbers that follow. */
    boolean running;

    long client;

    long number;

    /** Whose decision the record of this context is. */
    @Nullable
    Transaction transaction;

    /** The question for more space whose answer this request waits for, see {@link Allowances}; 0: none. */
    long spaceRound;

    /** What a check found under a name: for plans, between a check and its use. */
    long existingInode;

    int existingType;

    private int heldStatus;
    private @Nullable MemorySegment heldReply;

    RequestContext(ShardMemory memory) {
        this.memory = memory;
    }

    /** @return whether the request is well-formed */
    boolean start(BucketPrimary primary, InboundRequest inbound) {
        this.primary = primary;
        this.inbound = inbound;
        opcode = inbound.opcode();
        return request.wrap(inbound.body(), inbound.bodyOffset(), inbound.bodyBytes());
    }

    /** Whether the request is a message of two-phase commit. */
    static boolean isStep(InboundRequest inbound) {
        return inbound.opcode() >= Opcode.PREPARE && inbound.opcode() <= Opcode.INQUIRE;
    }

    /** Starts for a request between servers, which is no {@link FsRequest}. */
    void startStep(BucketPrimary primary, InboundRequest inbound) {
        this.primary = primary;
        this.inbound = inbound;
        opcode = inbound.opcode();
    }

    /** Starts for a record that the server itself wants. */
    void startOwn(BucketPrimary primary) {
        this.primary = primary;
        opcode = 0;
    }

    /** Whether the request names an inode that a transaction has locked. */
    boolean namesAny(StepLocks locks) {
        return !locks.isEmpty()
                && (locks.contains(request.inode()) || locks.contains(request.inode2()));
    }

    /** Whether the last execution looked at an inode that a transaction has locked. */
    boolean touchesAny(StepLocks locks) {
        if (locks.isEmpty()) {
            return false;
        }
        for (int i = 0; i < Math.min(touchedCount, TOUCHED); i++) {
            if (locks.contains(touched[i])) {
                return true;
            }
        }
        return touchedCount > TOUCHED;
    }

    /** The record that was begun is not wanted. */
    void dropRecord() {
        recordBegun = false;
        inodesTaken = 0;
        replyBytes = 0;
    }

    /** Executes the operation from its start. */
    int execute(Operation operation) {
        this.operation = operation;
        touchedCount = 0;
        inodesTaken = 0;
        replyBytes = 0;
        blocksPosition = -1;
        recordBegun = false;
        executing = true;
        int status = operation.execute(this);
        executing = false;
        if (status == Operation.WAIT && !isLoading()) {
            // Nothing will wake it: a read failed, or there is no buffer to read into.
            return loadStatus() != 0 ? loadStatus() : Status.RETRY;
        }
        return status;
    }

    boolean isLoading() {
        return first.isLoading() || second.isLoading();
    }

    private int loadStatus() {
        return first.status() != 0 ? first.status() : second.status();
    }

    /** Asks the n-th backup for blocks that cannot be read here. @return 0, or why it was not asked */
    int readReplica(int index, long inode, long firstBlock, int count, ReplyHandler handler) {
        BucketPrimary current = primary;
        return current == null
                ? -Errno.EIO
                : current.repair().ask(index, inode, firstBlock, count, handler);
    }

    /** A replica had the blocks: the own copy is written again. */
    void repair(long inode, long firstBlock, int count, MemorySegment blocks, long asOf) {
        BucketPrimary current = primary;
        if (current != null) {
            current.repair().write(inode, firstBlock, count, blocks, asOf);
        }
    }

    /** A read ended; when it did not end inside {@link #loadBlocks} the operation goes on. */
    void onLoaded() {
        if (!executing && !isLoading() && primary != null) {
            primary.resume(this);
        }
    }

    boolean recordBegun() {
        return recordBegun;
    }

    int inodesTaken() {
        return inodesTaken;
    }

    int replyLength() {
        return replyBytes;
    }

    /** The newest change of anything that the operation looked at. */
    long newestSeen(DirtyTable dirty, long sequence) {
        if (touchedCount > TOUCHED) {
            return sequence;
        }
        long newest = 0;
        for (int i = 0; i < touchedCount; i++) {
            newest = Math.max(newest, dirty.lastChange(touched[i]));
        }
        return newest;
    }

    /** Says that the record of this sequence changed all that was touched. */
    void markChanged(DirtyTable dirty, long sequence) {
        for (int i = 0; i < Math.min(touchedCount, TOUCHED); i++) {
            dirty.changed(touched[i], sequence);
        }
    }

    /**
     * Keeps the answer until it may be given.
     *
     * @return false when there is no buffer for it
     */
    boolean keepReply(int status) {
        heldStatus = status;
        if (replyBytes == 0 || blocksPosition >= 0) {
            return true;
        }
        var buffer = memory.pool.take(replyBytes);
        if (buffer == null) {
            return false;
        }
        MemorySegment.copy(memory.reply, 0, buffer, 0, replyBytes);
        heldReply = buffer;
        return true;
    }

    /** Gives the kept answer. */
    void answerKept() {
        answer(heldStatus, heldReply == null ? MemorySegment.NULL : heldReply);
    }

    /** Gives the answer that lies in the shard's reply memory. */
    void answerNow(int status) {
        answer(status, memory.reply);
    }

    /** Answers with a status alone. */
    void answerStatus(int status) {
        replyBytes = 0;
        answer(status, MemorySegment.NULL);
    }

    private void answer(int status, MemorySegment body) {
        InboundRequest to = inbound;
        if (to == null) {
            return;
        }
        inbound = null;
        if (replyBytes == 0) {
            to.reply(status);
        } else if (blocksPosition >= 0) {
            to.reply(status, latest.memory(), blocksPosition, replyBytes, MemorySegment.NULL, 0, 0);
        } else {
            to.reply(status, body, 0, replyBytes, MemorySegment.NULL, 0, 0);
        }
    }

    /** Makes it ready for the pool; the answer was given. */
    void release() {
        first.release(memory.pool);
        second.release(memory.pool);
        if (heldReply != null) {
            memory.pool.give(heldReply);
            heldReply = null;
        }
        inbound = null;
        primary = null;
        operation = null;
        next = null;
        running = false;
        transaction = null;
        spaceRound = 0;
        replyBytes = 0;
        blocksPosition = -1;
        touchedCount = 0;
        recordBegun = false;
    }

    private BucketPrimary primary() {
        BucketPrimary current = primary;
        if (current == null) {
            throw new IllegalStateException("the context is not in use");
        }
        return current;
    }

    @Override
    public FsRequest request() {
        return request;
    }

    @Override
    public BucketState bucket() {
        return primary().state();
    }

    @Override
    public long nowNs() {
        return primary().nowNs();
    }

    @Override
    public RecordWriter record() {
        if (!recordBegun) {
            recordBegun = true;
            boolean keyed = running;
            primary().beginRecord(keyed ? client : 0, keyed ? number : 0);
        }
        return memory.record;
    }

    @Override
    public long newInode(long directory) {
        return primary().newInode(InodeId.fileSystem(directory), inodesTaken++);
    }

    @Override
    public MemorySegment reply() {
        return memory.reply;
    }

    @Override
    public long replyOffset() {
        return 0;
    }

    @Override
    public int replyCapacity() {
        return ShardMemory.REPLY_BYTES;
    }

    @Override
    public void replyBytes(int bytes) {
        replyBytes = bytes;
        blocksPosition = -1;
    }

    @Override
    public void replyBlocks(int position, int bytes) {
        replyBytes = bytes;
        blocksPosition = position;
    }

    @Override
    public long capacityBytes() {
        return primary().capacityBytes();
    }

    @Override
    public long freeBytes() {
        return primary().freeBytes();
    }

    @Override
    public void touch(long inode) {
        if (touchedCount < TOUCHED) {
            touched[touchedCount] = inode;
        }
        touchedCount++;
    }

    @Override
    public boolean loadBlocks(long inode, long firstBlock, int count) {
        long lastChange = primary().lastChange(inode);
        if (holds(first, inode, firstBlock, count, lastChange)
                || holds(second, inode, firstBlock, count, lastChange)) {
            return true;
        }
        if (isLoading() || loadStatus() != 0) {
            return false;
        }
        // The other one may hold what the same execution asked for before.
        var free = latest == first ? second : first;
        if (!free.start(primary().state(), memory.pool, inode, firstBlock, count)) {
            primary().refused();
            return false;
        }
        return holds(free, inode, firstBlock, count, lastChange);
    }

    private boolean holds(LoadedBlocks range, long inode, long block, int count, long lastChange) {
        if (range.holds(inode, block, count, lastChange)) {
            latest = range;
            return true;
        }
        return false;
    }

    @Override
    public MemorySegment blocks() {
        return latest.memory();
    }

    @Override
    public long blocksOffset() {
        return 0;
    }

    @Override
    public MemorySegment scratch() {
        return memory.scratch;
    }

    @Override
    public long room(long inode) {
        return primary().quota().allowances().room(InodeId.fileSystem(inode));
    }

    @Override
    public int admitsGrowth(long inode, long blocks) {
        return primary().quota().allowances().admit(this, InodeId.fileSystem(inode), blocks);
    }

    @Override
    public boolean admits(long payloadBytes, boolean freesSpace) {
        return primary().admits(payloadBytes, freesSpace);
    }
}
