package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;

/** TMPFILE: a file without a name, open for the client; LINK may give it one. */
final class MakeTemporary implements Operation {
    private final Workspace workspace;

    MakeTemporary(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        context.touch(request.inode());
        int status = workspace.inode.loadDirectory(context.bucket().store(), request.inode());
        if (status < 0) {
            return status;
        }
        if (!context.admits(0, false)) {
            return -Errno.ENOSPC;
        }
        var parent = workspace.inode.attr();
        int gid = MakeInode.inheritedGid(parent.mode(), parent.gid(), request.gid());
        int mode = Mode.REGULAR | request.mode() & Mode.PERMISSIONS;
        var record = context.record();
        long number = context.newInode(request.inode());
        context.touch(number);
        var made = workspace.inode.make(number, mode, request.uid(), gid, context.nowNs());
        made.attr().nlink(0).flags(InodeRecord.LINKABLE);
        made.put(record);
        workspace.opens.put(record, number, request.client(), 1);
        return Workspace.reply(context, made);
    }
}
