package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;

/**
 * FALLOCATE: a longer file, a hole, or zeros; see fallocate(2). Allocated space stays a hole: it is
 * admitted when it is asked for, and not kept for later writes.
 */
final class Allocate implements Operation {
    static final int KEEP_SIZE = 1;
    static final int PUNCH_HOLE = 2;
    static final int ZERO_RANGE = 16;

    private final Workspace workspace;

    Allocate(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        var inode = workspace.inode;
        context.touch(request.inode());
        int status = inode.load(context.bucket().store(), request.inode());
        if (status == 0) {
            status = check(inode, request.flags(), request.a(), request.b());
        }
        if (status < 0) {
            return status;
        }
        int flags = request.flags();
        long start = request.a();
        long end = start + request.b();
        boolean clears = (flags & (PUNCH_HOLE | ZERO_RANGE)) != 0;
        boolean grows = (flags & KEEP_SIZE) == 0 && end > inode.attr().size();
        long needed = clears ? 2L * FileContent.BLOCK : request.b();
        if (!context.admits(needed, clears && !grows)) {
            return -Errno.ENOSPC;
        }
        status = clears ? 0 : workspace.content.admit(context, request.inode(), start, end);
        if (status != 0) {
            return status;
        }
        if (clears && !workspace.content.load(context, inode, start, end)) {
            return WAIT;
        }
        var record = context.record();
        if (clears) {
            workspace.content.zero(context, record, inode, start, end);
        }
        if (grows) {
            workspace.content.resize(context, record, inode, end);
        }
        inode.modified(context.nowNs()).put(record);
        return Workspace.reply(context, inode);
    }

    private static int check(InodeRecord inode, int flags, long start, long bytes) {
        boolean punches = (flags & PUNCH_HOLE) != 0;
        if ((flags & ~(KEEP_SIZE | PUNCH_HOLE | ZERO_RANGE)) != 0
                || punches && (flags & ZERO_RANGE) != 0
                || punches && (flags & KEEP_SIZE) == 0) {
            return -Errno.EOPNOTSUPP;
        }
        if (inode.isDirectory()) {
            return -Errno.EISDIR;
        }
        if (!inode.isRegular()) {
            return -Errno.ENODEV;
        }
        if (start < 0 || bytes <= 0) {
            return -Errno.EINVAL;
        }
        return start > FileContent.MAX_BYTES - bytes ? -Errno.EFBIG : 0;
    }
}
