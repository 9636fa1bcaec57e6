package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;

import java.lang.foreign.MemorySegment;

/** READLINK: the target of a symbolic link. */
final class ReadLink implements Operation {
    private final Workspace workspace;

    ReadLink(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        long inode = context.request().inode();
        var store = context.bucket().store();
        var view = workspace.view;
        context.touch(inode);
        int status = workspace.inode.load(store, inode);
        if (status < 0) {
            return status;
        }
        if (workspace.key.symlink(inode).get(store, view) < 0) {
            return -Errno.EINVAL;
        }
        int bytes = view.lengthBytes();
        MemorySegment.copy(
                view.memory(), view.offset(), context.reply(), context.replyOffset(), bytes);
        context.replyBytes(bytes);
        return 0;
    }
}
