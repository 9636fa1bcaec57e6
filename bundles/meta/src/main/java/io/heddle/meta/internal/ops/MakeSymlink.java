package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;

/** SYMLINK: a name that stands for a path. */
final class MakeSymlink implements Operation {
    /** PATH_MAX without its final zero. */
    static final int MAX_TARGET_BYTES = 4095;

    private final Workspace workspace;

    MakeSymlink(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        int bytes = request.name2Bytes();
        if (bytes == 0 || bytes > MAX_TARGET_BYTES) {
            return bytes == 0 ? -Errno.ENOENT : -Errno.ENAMETOOLONG;
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
                        Mode.SYMLINK);
        if (status < 0) {
            return status;
        }
        if (!context.admits(bytes, false)) {
            return -Errno.ENOSPC;
        }
        long inode = NewFile.make(context, workspace.steps, Mode.SYMLINK | 0777, 0);
        workspace.steps.edits().of(inode).attr().size(bytes);
        workspace
                .key
                .symlink(inode)
                .put(context.record(), request.memory(), request.name2Offset(), bytes);
        return NewFile.finish(context, workspace.steps, inode);
    }
}
