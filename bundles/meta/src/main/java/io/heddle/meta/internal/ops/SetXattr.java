package io.heddle.meta.internal.ops;

import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;

/** SETXATTR: makes or replaces an extended attribute. */
final class SetXattr implements Operation {
    static final int ONLY_CREATE = 1;
    static final int ONLY_REPLACE = 2;

    private final Workspace workspace;

    SetXattr(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        long inode = request.inode();
        context.touch(inode);
        int status = check(context, inode);
        if (status < 0) {
            return status;
        }
        var record = context.record();
        workspace
                .xattrKey(request)
                .put(record, request.memory(), request.dataOffset(), request.dataBytes());
        workspace.inode.changed(context.nowNs()).put(record);
        return 0;
    }

    private int check(OpContext context, long inode) {
        var request = context.request();
        var store = context.bucket().store();
        int status = XattrNames.check(request);
        if (status == 0) {
            status = workspace.inode.load(store, inode);
        }
        if (status < 0) {
            return status;
        }
        if (request.dataBytes() > StateStore.MAX_VALUE_BYTES) {
            return -Errno.E2BIG;
        }
        boolean exists = workspace.xattrKey(request).get(store, workspace.view) >= 0;
        if (exists && (request.flags() & ONLY_CREATE) != 0) {
            return -Errno.EEXIST;
        }
        if (!exists && (request.flags() & ONLY_REPLACE) != 0) {
            return -Errno.ENODATA;
        }
        int added = exists ? 0 : request.name1Bytes() + 1;
        boolean fits = added == 0
                || workspace.xattrs.listBytes(context.bucket(), inode) + added
                        <= XattrNames.MAX_LIST_BYTES;
        return fits && context.admits(request.dataBytes(), false) ? 0 : -Errno.ENOSPC;
    }
}
