package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.Drive;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;

/**
 * One range of blocks that an operation waits for. It is good only as long as nothing changed the
 * inode since the read began: otherwise a partial write would bring old bytes back.
 */
final class LoadedBlocks implements BucketState.BlocksDone {
    private final RequestContext owner;
    private long inode;
    private long firstBlock;
    private int count;
    private long asOf;
    private int status;
    private boolean loading;
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
        state.readBlocks(inode, firstBlock, count, memory, 0, this, 0);
        return true;
    }

    @Override
    public void onBlocks(long token, int status) {
        loading = false;
        this.status = status;
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
