package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;

/** LINK: gives an inode one more name, in a directory of the same bucket. */
final class Link implements Operation {
    private final Workspace workspace;

    Link(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        var bucket = context.bucket();
        var steps = workspace.steps;
        if (!Workspace.isHere(bucket, request.inode())
                || !Workspace.isHere(bucket, request.inode2())) {
            return CROSS;
        }
        context.touch(request.inode());
        context.touch(request.inode2());
        int status = steps.adjustLinks().check(bucket, request.inode(), 1);
        if (status < 0) {
            return status;
        }
        int mode = steps.adjustLinks().inode().attr().mode();
        status = steps.addDentry()
                .check(
                        bucket,
                        request.inode2(),
                        request.memory(),
                        request.name1Offset(),
                        request.name1Bytes(),
                        mode);
        if (status < 0) {
            return status;
        }
        if (!context.admits(0, false)) {
            return -Errno.ENOSPC;
        }
        var record = context.record();
        var edits = steps.edits().begin();
        steps.addDentry()
                .apply(
                        bucket,
                        edits,
                        record,
                        request.inode2(),
                        request.memory(),
                        request.name1Offset(),
                        request.name1Bytes(),
                        request.inode(),
                        mode,
                        context.nowNs());
        steps.adjustLinks().apply(bucket, edits, record, request.inode(), 1, context.nowNs());
        return NewFile.finish(context, steps, request.inode());
    }
}
