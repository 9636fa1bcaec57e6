package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.Drive;
import io.heddle.foreign.linux.Errno;
import io.heddle.meta.internal.ops.OpContext;
import io.heddle.meta.internal.ops.Operation;
import io.heddle.transport.ReplyHandler;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.Status;

import java.lang.foreign.MemorySegment;

/**
 * Blocks whose checksum is wrong, or that cannot be read, come from another replica and are written
 * again by a record, which gives them a new place on all replicas.
 */
final class BlockRepair {
    static final int ASK_BYTES = 24;

    private final MetaServer server;
    private final BucketPrimary primary;
    private final Operation rewrite = this::rewrite;
    private long inode;
    private long firstBlock;
    private int count;
    private MemorySegment blocks = MemorySegment.NULL;

    BlockRepair(MetaServer server, BucketPrimary primary) {
        this.server = server;
        this.primary = primary;
    }

    /**
     * Asks the n-th backup.
     *
     * @return 0; -EIO when there is no such backup; RETRY when it may not have the newest bytes yet
     */
    int ask(int index, long inode, long firstBlock, int count, ReplyHandler handler) {
        int node = primary.log().backup(index);
        if (node < 0) {
            return -Errno.EIO;
        }
        if (primary.lastChange(inode) > primary.log().committed()) {
            return Status.RETRY;
        }
        server.counters().damagedReads.increment();
        MemorySegment small = server.memory().small;
        small.set(FsRequest.INT, 0, primary.state().bucket());
        small.set(FsRequest.INT, 4, count);
        small.set(FsRequest.LONG, 8, inode);
        small.set(FsRequest.LONG, 16, firstBlock);
        int status = server.session(node)
                .call(
                        Opcode.READ_BLOCKS,
                        primary.epoch(),
                        small,
                        0,
                        ASK_BYTES,
                        MemorySegment.NULL,
                        0,
                        0,
                        handler,
                        node);
        return status == 0 ? 0 : Status.RETRY;
    }

    /** Writes good blocks again, unless somebody changed the inode since. */
    void write(long inode, long firstBlock, int count, MemorySegment blocks, long asOf) {
        if (!primary.isServing() || primary.lastChange(inode) > asOf) {
            return;
        }
        RequestContext context = server.takeContext();
        if (context == null) {
            return;
        }
        this.inode = inode;
        this.firstBlock = firstBlock;
        this.count = count;
        this.blocks = blocks;
        context.startOwn(primary);
        int status = context.execute(rewrite);
        if (context.touchesAny(primary.participant().locks())) {
            context.dropRecord();
        }
        if (primary.complete(context, status)) {
            server.counters().repairedBlocks.add(count);
            server.env()
                    .events()
                    .event(
                            "blocks-repaired",
                            "Server " + server.id() + " read blocks of inode " + inode
                                    + " from a replica, because its own copy was damaged, and wrote them again.");
        }
        this.blocks = MemorySegment.NULL;
    }

    /** Holes stay holes: only runs of blocks that hold data are written. */
    private int rewrite(OpContext context) {
        BucketState bucket = context.bucket();
        context.touch(inode);
        long end = firstBlock + count;
        long block = bucket.nextBlock(inode, firstBlock, true);
        while (block >= 0 && block < end) {
            long hole = bucket.nextBlock(inode, block, false);
            long until = hole < 0 || hole > end ? end : hole;
            context.record()
                    .write(
                            inode,
                            block,
                            blocks,
                            (block - firstBlock) * Drive.BLOCK_BYTES,
                            (int) (until - block) * Drive.BLOCK_BYTES);
            block = until < end ? bucket.nextBlock(inode, until, true) : -1;
        }
        return 0;
    }
}
