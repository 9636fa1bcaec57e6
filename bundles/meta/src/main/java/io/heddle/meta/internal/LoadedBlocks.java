package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.Drive;
import io.heddle.foreign.linux.Errno;
import io.heddle.transport.ReplyHandler;
import io.heddle.transport.Session;
import io.heddle.wire.Status;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/**
 * One range of blocks that an operation waits for. It is good only as long as nothing changed the
 * inode since the read began: otherwise a partial write would bring old bytes back.
 */
final class LoadedBlocks implements BucketState.BlocksDone, ReplyHandler {
    private final RequestContext owner;
    private long inode;
    private long firstBlock;
    private int count;
    private long asOf;
    private int status;
    private boolean loading;
    private int replicasAsked;
    private @Nullable MemorySegment buffer;

    LoadedBlocks(RequestContext owner) {
        this.owner = owner;
    }

    /** Whether exactly this range was read and nothing changed since {@code lastChange}. */
    boolean holds(long inode, long firstBlock, int count, long lastChange) {
        return buffer != null
                && !loading
                && status == 0
                && this.inode == inode
                && this.firstBlock == firstBlock
                && this.count == count
                && lastChange <= asOf;
    }

    boolean isLoading() {
        return loading;
    }

    /** The outcome of the last load: 0 or -errno. */
    int status() {
        return status;
    }

    /**
     * Starts to read.
     *
     * @return false when no buffer is free
     */
    boolean start(BucketState state, BufferPool pool, long inode, long firstBlock, int count) {
        release(pool);
        var memory = pool.take(count * Drive.BLOCK_BYTES);
        if (memory == null) {
            return false;
        }
        buffer = memory;
        this.inode = inode;
        this.firstBlock = firstBlock;
        this.count = count;
        asOf = state.sequence();
        status = 0;
        loading = true;
        replicasAsked = 0;
        state.readBlocks(inode, firstBlock, count, memory, 0, this, 0);
        return true;
    }

    @Override
    public void onBlocks(long token, int status) {
        if (status == -Errno.EIO) {
            askReplica();
        } else {
            end(status);
        }
    }

    /** The own copy is damaged or cannot be read: asks one replica after the other. */
    private void askReplica() {
        int asked = owner.readReplica(replicasAsked++, inode, firstBlock, count, this);
        if (asked != 0) {
            end(asked);
        }
    }

    @Override
    public void onReply(long token, int status, MemorySegment body, long offset, int lengthBytes) {
        MemorySegment to = buffer;
        if (status == Session.PEER_LOST || status == Status.RETRY || status == Status.STALE_EPOCH) {
            end(Status.RETRY);
            return;
        }
        if (status != 0 || to == null || lengthBytes != count * Drive.BLOCK_BYTES) {
            askReplica();
            return;
        }
        MemorySegment.copy(body, offset, to, 0, lengthBytes);
        owner.repair(inode, firstBlock, count, to, asOf);
        end(0);
    }

    private void end(int outcome) {
        loading = false;
        status = outcome;
        owner.onLoaded();
    }

    MemorySegment memory() {
        return buffer == null ? MemorySegment.NULL : buffer;
    }

    /** Gives the buffer back; not while loading. */
    void release(BufferPool pool) {
        if (buffer != null) {
            pool.give(buffer);
            buffer = null;
        }
        status = 0;
    }
}
