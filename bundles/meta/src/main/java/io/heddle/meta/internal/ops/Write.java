package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;

/** WRITE: bytes into a file, at an offset or at its end. */
final class Write implements Operation {
    static final int APPEND = 1;
    static final int CLEAR_SET_ID = 2;
    static final int MAX_BYTES = 1 << 20;

    private final Workspace workspace;

    Write(Workspace workspace) {
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
        int bytes = request.dataBytes();
        boolean appends = (request.flags() & APPEND) != 0;
        long start = appends ? inode.attr().size() : request.a();
        if (start < 0 || bytes > MAX_BYTES) {
            return -Errno.EINVAL;
        }
        if (start > FileContent.MAX_BYTES - bytes) {
            return -Errno.EFBIG;
        }
        if (bytes == 0) {
            return Workspace.reply(context, inode);
        }
        // Both edges may become whole blocks.
        if (!context.admits(bytes + 2L * FileContent.BLOCK, false)) {
            return -Errno.ENOSPC;
        }
        status = workspace.content.admit(context, request.inode(), start, start + bytes);
        if (status != 0) {
            return status;
        }
        if (!workspace.content.load(context, inode, start, start + bytes)) {
            return WAIT;
        }
        var record = context.record();
        workspace.content.write(
                context, record, inode, start, request.memory(), request.dataOffset(), bytes);
        if ((request.flags() & CLEAR_SET_ID) != 0) {
            workspace.privileges.clear(context.bucket(), record, inode);
        }
        inode.modified(context.nowNs()).put(record);
        return Workspace.reply(context, inode);
    }
}
