package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;
import io.heddle.wire.FsRequest;

/** LSEEK: the next data or the next hole, see lseek(2). A block is the smallest of either. */
final class SeekData implements Operation {
    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;

    private final Workspace workspace;

    SeekData(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        var bucket = context.bucket();
        long number = request.inode();
        context.touch(number);
        int status = workspace.inode.load(bucket.store(), number);
        if (status < 0) {
            return status;
        }
        if (!workspace.inode.isRegular() || request.b() != SEEK_DATA && request.b() != SEEK_HOLE) {
            return -Errno.EINVAL;
        }
        long size = workspace.inode.attr().size();
        long from = request.a();
        if (from < 0 || from >= size) {
            return -Errno.ENXIO;
        }
        boolean data = request.b() == SEEK_DATA;
        long block = bucket.nextBlock(number, from / FileContent.BLOCK, data);
        long found = block < 0 ? size : Math.max(from, block * FileContent.BLOCK);
        if (data && found >= size) {
            return -Errno.ENXIO;
        }
        context.reply().set(FsRequest.LONG, context.replyOffset(), Math.min(found, size));
        context.replyBytes(Long.BYTES);
        return 0;
    }
}
