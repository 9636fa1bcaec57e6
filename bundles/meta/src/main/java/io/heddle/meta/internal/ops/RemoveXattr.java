package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;

/** REMOVEXATTR: deletes an extended attribute. */
final class RemoveXattr implements Operation {
    private final Workspace workspace;

    RemoveXattr(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        var store = context.bucket().store();
        context.touch(request.inode());
        int status = XattrNames.check(request);
        if (status == 0) {
            status = workspace.inode.load(store, request.inode());
        }
        if (status < 0) {
            return status;
        }
        if (workspace.xattrKey(request).get(store, workspace.view) < 0) {
            return -Errno.ENODATA;
        }
        if (!context.admits(0, true)) {
            return -Errno.ENOSPC;
        }
        var record = context.record();
        workspace.xattrKey(request).delete(record);
        workspace.inode.changed(context.nowNs()).put(record);
        return 0;
    }
}
