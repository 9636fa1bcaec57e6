package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.Drive;
import io.heddle.foreign.linux.Errno;
import io.heddle.transport.InboundRequest;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Status;

import java.lang.foreign.MemorySegment;

/** One answer to READ_BLOCKS. Damage is rare, so each gets an object. */
final class ServedBlocks implements BucketState.BlocksDone {
    private static final int MAX_BLOCKS = 272;

    private final InboundRequest request;
    private final BufferPool pool;
    private final MemorySegment buffer;
    private final int bytes;

    private ServedBlocks(InboundRequest request, BufferPool pool, MemorySegment buffer, int bytes) {
        this.request = request;
        this.pool = pool;
        this.buffer = buffer;
        this.bytes = bytes;
    }

    /** Reads what a primary asks for and answers. */
    static void serve(InboundRequest request, BucketState state, BufferPool pool) {
        MemorySegment body = request.body();
        long at = request.bodyOffset();
        int count = body.get(FsRequest.INT, at + 4);
        if (count <= 0 || count > MAX_BLOCKS) {
            request.reply(-Errno.EINVAL);
            return;
        }
        int bytes = count * Drive.BLOCK_BYTES;
        MemorySegment buffer = pool.take(bytes);
        if (buffer == null) {
            request.reply(Status.RETRY);
            return;
        }
        long inode = body.get(FsRequest.LONG, at + 8);
        long block = body.get(FsRequest.LONG, at + 16);
        var served = new ServedBlocks(request, pool, buffer, bytes);
        state.readBlocks(inode, block, count, buffer, 0, served, 0);
    }

    @Override
    public void onBlocks(long token, int status) {
        if (status == 0) {
            request.reply(0, buffer, 0, bytes, MemorySegment.NULL, 0, 0);
        } else {
            request.reply(status);
        }
        pool.give(buffer);
    }
}
