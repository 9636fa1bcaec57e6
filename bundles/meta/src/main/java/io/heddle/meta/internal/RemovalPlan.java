package io.heddle.meta.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.meta.internal.ops.Mode;

/** RMDIR and UNLINK: the name goes here, the inode loses a name or goes in its own bucket. */
final class RemovalPlan implements Plan {
    private final boolean directory;

    /** @param directory RMDIR, otherwise UNLINK */
    RemovalPlan(boolean directory) {
        this.directory = directory;
    }

    @Override
    public int start(Transaction transaction, RequestContext context) {
        int status = check(transaction, context);
        if (status < 0) {
            return status;
        }
        long child = transaction.steps().removeDentry().found().inode();
        transaction.child = child;
        if (transaction.isLocal(child)) {
            return checkLocal(transaction, context);
        }
        transaction
                .remote(InodeId.bucket(child), directory ? StepMessage.KILL : StepMessage.LINKS)
                .inode(child)
                .change(-1)
                .timeNs(context.nowNs());
        return 0;
    }

    private int check(Transaction transaction, RequestContext context) {
        var request = context.request();
        var remove = transaction.steps().removeDentry();
        context.touch(request.inode());
        int status = remove.check(
                context.bucket(),
                request.inode(),
                request.memory(),
                request.name1Offset(),
                request.name1Bytes());
        if (status < 0) {
            return status;
        }
        if (Mode.isDirectory(remove.found().type()) != directory) {
            return directory ? -Errno.ENOTDIR : -Errno.EISDIR;
        }
        return context.admits(0, true) ? 0 : -Errno.ENOSPC;
    }

    private int checkLocal(Transaction transaction, RequestContext context) {
        context.touch(transaction.child);
        return directory
                ? transaction.steps().removeDirectory().check(context.bucket(), transaction.child)
                : transaction.steps().adjustLinks().check(context.bucket(), transaction.child, -1);
    }

    @Override
    public int commit(Transaction transaction, RequestContext context) {
        int status = check(transaction, context);
        if (status < 0) {
            return status;
        }
        var steps = transaction.steps();
        if (steps.removeDentry().found().inode() != transaction.child) {
            // The name was given to something else meanwhile.
            return io.heddle.wire.Status.RETRY;
        }
        boolean local = transaction.isLocal(transaction.child);
        status = local ? checkLocal(transaction, context) : 0;
        if (status < 0) {
            return status;
        }
        var request = context.request();
        var bucket = context.bucket();
        var record = context.record();
        var edits = steps.edits().begin();
        long now = context.nowNs();
        steps.removeDentry()
                .apply(
                        bucket,
                        edits,
                        record,
                        request.inode(),
                        request.memory(),
                        request.name1Offset(),
                        request.name1Bytes(),
                        now);
        if (local && directory) {
            steps.removeDirectory().apply(bucket, edits, record, transaction.child, now);
        } else if (local) {
            steps.adjustLinks().apply(bucket, edits, record, transaction.child, -1, now);
        }
        edits.flush(record);
        return 0;
    }
}
