package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;

import java.lang.foreign.MemorySegment;

/** GETXATTR: the value of an extended attribute. */
final class GetXattr implements Operation {
    private final Workspace workspace;

    GetXattr(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        long inode = request.inode();
        var store = context.bucket().store();
        context.touch(inode);
        int status = XattrNames.check(request);
        if (status == 0) {
            status = workspace.inode.load(store, inode);
        }
        if (status < 0) {
            return status;
        }
        var value = workspace.view;
        int bytes = workspace.xattrKey(request).get(store, value);
        if (bytes < 0) {
            return -Errno.ENODATA;
        }
        MemorySegment.copy(
                value.memory(), value.offset(), context.reply(), context.replyOffset(), bytes);
        context.replyBytes(bytes);
        return 0;
    }
}
