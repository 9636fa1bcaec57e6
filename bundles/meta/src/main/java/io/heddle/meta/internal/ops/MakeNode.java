package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;

/** MKNOD: a file, fifo, socket or device with a name. */
final class MakeNode implements Operation {
    private final Workspace workspace;

    MakeNode(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        int type = Mode.type(request.mode()) == 0 ? Mode.REGULAR : Mode.type(request.mode());
        boolean device = type == Mode.CHARACTER_DEVICE || type == Mode.BLOCK_DEVICE;
        if (!device && type != Mode.REGULAR && type != Mode.FIFO && type != Mode.SOCKET) {
            return type == Mode.DIRECTORY ? -Errno.EPERM : -Errno.EINVAL;
        }
        context.touch(request.inode());
        int status = workspace
                .steps
                .addDentry()
                .check(
                        context.bucket(),
                        request.inode(),
                        request.memory(),
                        request.name1Offset(),
                        request.name1Bytes(),
                        type);
        if (status < 0) {
            return status;
        }
        if (!context.admits(0, false)) {
            return -Errno.ENOSPC;
        }
        int mode = type | request.mode() & Mode.PERMISSIONS;
        int rdev = device ? (int) request.a() : 0;
        long inode = NewFile.make(context, workspace.steps, mode, rdev);
        return NewFile.finish(context, workspace.steps, inode);
    }
}
