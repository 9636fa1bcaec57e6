package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;
import io.heddle.wire.FsRequest;
import io.heddle.wire.SetAttr;

/**
 * SETATTR: chmod, chown, truncate and utimensat. Who may do it is checked by the kernel; what a change
 * of the owner does to set-id bits is done here.
 */
final class SetAttributes implements Operation {
    private final Workspace workspace;

    SetAttributes(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        var inode = workspace.inode;
        int flags = request.flags();
        context.touch(request.inode());
        int status = inode.load(context.bucket().store(), request.inode());
        if (status < 0) {
            return status;
        }
        boolean resizes = (flags & SetAttr.SIZE) != 0;
        if (resizes) {
            status = checkSize(inode, request.a());
            if (status < 0) {
                return status;
            }
        }
        boolean shrinks = resizes && request.a() < inode.attr().size();
        if (!context.admits(shrinks ? FileContent.BLOCK : 0, true)) {
            return -Errno.ENOSPC;
        }
        long size = inode.attr().size();
        if (shrinks && !workspace.content.load(context, inode, request.a(), size)) {
            return WAIT;
        }
        var record = context.record();
        if (resizes) {
            workspace.content.resize(context, record, inode, request.a());
            inode.attr().mtimeNs(context.nowNs());
        }
        setMode(request, inode);
        if ((flags & (SetAttr.UID | SetAttr.GID | SetAttr.KILL_SUIDGID)) != 0) {
            workspace.privileges.clear(context.bucket(), record, inode);
        }
        setOwner(request, inode);
        setTimes(request, inode, context.nowNs());
        inode.changed(context.nowNs()).put(record);
        return Workspace.reply(context, inode);
    }

    /** Whether a file may be made that long. */
    static int checkSize(InodeRecord inode, long size) {
        if (inode.isDirectory()) {
            return -Errno.EISDIR;
        }
        if (!inode.isRegular() || size < 0) {
            return -Errno.EINVAL;
        }
        return size > FileContent.MAX_BYTES ? -Errno.EFBIG : 0;
    }

    private static void setMode(FsRequest request, InodeRecord inode) {
        var attr = inode.attr();
        if ((request.flags() & SetAttr.MODE) != 0) {
            attr.mode(Mode.type(attr.mode()) | request.mode() & Mode.PERMISSIONS);
        }
    }

    private static void setOwner(FsRequest request, InodeRecord inode) {
        if ((request.flags() & SetAttr.UID) != 0) {
            inode.attr().uid(request.uid());
        }
        if ((request.flags() & SetAttr.GID) != 0) {
            inode.attr().gid(request.gid());
        }
    }

    private static void setTimes(FsRequest request, InodeRecord inode, long nowNs) {
        int flags = request.flags();
        if ((flags & SetAttr.ATIME_NOW) != 0) {
            inode.attr().atimeNs(nowNs);
        } else if ((flags & SetAttr.ATIME) != 0) {
            inode.attr().atimeNs(request.b());
        }
        if ((flags & SetAttr.MTIME_NOW) != 0) {
            inode.attr().mtimeNs(nowNs);
        } else if ((flags & SetAttr.MTIME) != 0) {
            inode.attr().mtimeNs(request.c());
        }
    }
}
