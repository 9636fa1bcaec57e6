package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;

/** UNLINK: takes a name from a file; the last one deletes it unless a client has it open. */
final class Unlink implements Operation {
    private final Workspace workspace;

    Unlink(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        var bucket = context.bucket();
        var steps = workspace.steps;
        context.touch(request.inode());
        int status = steps.removeDentry()
                .check(
                        bucket,
                        request.inode(),
                        request.memory(),
                        request.name1Offset(),
                        request.name1Bytes());
        if (status < 0) {
            return status;
        }
        var found = steps.removeDentry().found();
        if (Mode.isDirectory(found.type())) {
            return -Errno.EISDIR;
        }
        long child = found.inode();
        if (!Workspace.isHere(bucket, child)) {
            return CROSS;
        }
        context.touch(child);
        status = steps.adjustLinks().check(bucket, child, -1);
        if (status < 0) {
            return status;
        }
        if (!context.admits(0, true)) {
            return -Errno.ENOSPC;
        }
        var record = context.record();
        var edits = steps.edits().begin();
        steps.removeDentry()
                .apply(
                        bucket,
                        edits,
                        record,
                        request.inode(),
                        request.memory(),
                        request.name1Offset(),
                        request.name1Bytes(),
                        context.nowNs());
        steps.adjustLinks().apply(bucket, edits, record, child, -1, context.nowNs());
        edits.flush(record);
        return 0;
    }
}
