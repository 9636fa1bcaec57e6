package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;
import io.heddle.wire.Attr;

/** CREATE: makes a regular file, or finds the one that has the name. */
final class Create implements Operation {
    static final int O_EXCL = 0200;
    static final int O_TRUNC = 01000;

    private final Workspace workspace;

    Create(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        var bucket = context.bucket();
        var add = workspace.steps.addDentry();
        context.touch(request.inode());
        int status = add.check(
                bucket,
                request.inode(),
                request.memory(),
                request.name1Offset(),
                request.name1Bytes(),
                Mode.REGULAR);
        if (status == -Errno.EEXIST && (request.flags() & O_EXCL) == 0) {
            return findExisting(context, add.existing());
        }
        if (status < 0) {
            return status;
        }
        if (!context.admits(0, false)) {
            return -Errno.ENOSPC;
        }
        int mode = Mode.REGULAR | request.mode() & Mode.PERMISSIONS;
        long inode = NewFile.make(context, workspace.steps, mode, 0);
        long folderAt = context.replyOffset() + Attr.BYTES;
        workspace.steps.edits().of(request.inode()).copyTo(context.reply(), folderAt);
        NewFile.finish(context, workspace.steps, inode);
        context.replyBytes(2 * Attr.BYTES);
        return 0;
    }

    private int findExisting(OpContext context, Dentry existing) {
        if (Mode.isDirectory(existing.type())) {
            return -Errno.EISDIR;
        }
        if (!Workspace.isHere(context.bucket(), existing.inode())) {
            return workspace.replyElsewhere(context, existing);
        }
        var inode = workspace.inode;
        context.touch(existing.inode());
        int status = inode.load(context.bucket().store(), existing.inode());
        if (status < 0) {
            return status;
        }
        if ((context.request().flags() & O_TRUNC) != 0 && inode.isRegular()) {
            if (!context.admits(0, true)) {
                return -Errno.ENOSPC;
            }
            workspace.content.empty(context, inode);
        }
        return Workspace.reply(context, inode);
    }
}
