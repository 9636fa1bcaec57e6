package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;

/** READ: bytes of a file. Does not set atime, as with the mount option noatime. */
final class Read implements Operation {
    static final int MAX_BYTES = 1 << 20;

    private final Workspace workspace;

    Read(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        var inode = workspace.inode;
        context.touch(request.inode());
        int status = inode.load(context.bucket().store(), request.inode());
        if (status < 0) {
            return status;
        }
        if (!inode.isRegular()) {
            return inode.isDirectory() ? -Errno.EISDIR : -Errno.EINVAL;
        }
        long start = request.a();
        if (start < 0 || request.b() < 0) {
            return -Errno.EINVAL;
        }
        int bytes = (int) Math.min(MAX_BYTES, Math.min(request.b(), inode.attr().size() - start));
        if (bytes <= 0) {
            context.replyBytes(0);
            return 0;
        }
        long first = start / FileContent.BLOCK;
        int count = (int) ((start + bytes - 1) / FileContent.BLOCK + 1 - first);
        if (!context.loadBlocks(request.inode(), first, count)) {
            return WAIT;
        }
        context.replyBlocks((int) (start % FileContent.BLOCK), bytes);
        return 0;
    }
}
