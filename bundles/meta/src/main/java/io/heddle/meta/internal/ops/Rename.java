package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;
import io.heddle.foreign.linux.Errno;
import io.heddle.wire.FsRequest;

import java.lang.foreign.SegmentAllocator;

/**
 * RENAME where both directories and all inodes live in one bucket. A directory that moves to another
 * parent is always a transaction, because only that sees the whole tree.
 */
final class Rename implements Operation {
    static final int NO_REPLACE = 1;
    static final int EXCHANGE = 2;

    private final Workspace workspace;
    private final InodeRecord target;
    private final Dentry from;
    private final Dentry to;

    Rename(SegmentAllocator allocator, Workspace workspace) {
        this.workspace = workspace;
        target = new InodeRecord(allocator);
        from = new Dentry(allocator);
        to = new Dentry(allocator);
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        var bucket = context.bucket();
        if (!Workspace.isHere(bucket, request.inode())
                || !Workspace.isHere(bucket, request.inode2())) {
            return CROSS;
        }
        context.touch(request.inode());
        context.touch(request.inode2());
        int status = checkNames(context);
        if (status != 0) {
            return status;
        }
        if (to.exists() && to.inode() == from.inode()) {
            // Two names of one file: POSIX wants nothing done.
            return 0;
        }
        boolean exchanges = (request.flags() & EXCHANGE) != 0;
        if (to.exists() && !exchanges) {
            status = checkReplaced();
        }
        if (status != 0) {
            return status;
        }
        if (isTransaction(bucket, request)) {
            return CROSS;
        }
        context.touch(from.inode());
        if (to.exists()) {
            context.touch(to.inode());
            status = exchanges ? 0 : checkEmpty(bucket);
        }
        if (status != 0) {
            return status;
        }
        if (!context.admits(0, to.exists())) {
            return -Errno.ENOSPC;
        }
        apply(context, exchanges);
        return 0;
    }

    private int checkNames(OpContext context) {
        var request = context.request();
        var store = context.bucket().store();
        int flags = request.flags();
        if ((flags & ~(NO_REPLACE | EXCHANGE)) != 0 || flags == (NO_REPLACE | EXCHANGE)) {
            return -Errno.EINVAL;
        }
        int status = workspace.inode.loadDirectory(store, request.inode());
        if (status == 0) {
            status = target.loadDirectory(store, request.inode2());
        }
        if (status < 0) {
            return status;
        }
        if (Math.max(request.name1Bytes(), request.name2Bytes()) > Dentry.MAX_NAME_BYTES) {
            return -Errno.ENAMETOOLONG;
        }
        var memory = request.memory();
        status = from.load(
                store, request.inode(), memory, request.name1Offset(), request.name1Bytes());
        if (status < 0) {
            return status;
        }
        boolean absent = to.load(
                        store,
                        request.inode2(),
                        memory,
                        request.name2Offset(),
                        request.name2Bytes())
                < 0;
        if (absent) {
            return (flags & EXCHANGE) != 0 ? -Errno.ENOENT : 0;
        }
        return (flags & NO_REPLACE) != 0 ? -Errno.EEXIST : 0;
    }

    private int checkReplaced() {
        boolean moves = Mode.isDirectory(from.type());
        boolean replaces = Mode.isDirectory(to.type());
        if (moves == replaces) {
            return 0;
        }
        return replaces ? -Errno.EISDIR : -Errno.ENOTDIR;
    }

    private boolean isTransaction(BucketState bucket, FsRequest request) {
        boolean directories =
                Mode.isDirectory(from.type()) || to.exists() && Mode.isDirectory(to.type());
        return directories && request.inode() != request.inode2()
                || !Workspace.isHere(bucket, from.inode())
                || to.exists() && !Workspace.isHere(bucket, to.inode());
    }

    private int checkEmpty(BucketState bucket) {
        return Mode.isDirectory(to.type())
                ? workspace.steps.removeDirectory().check(bucket, to.inode())
                : 0;
    }

    private void apply(OpContext context, boolean exchanges) {
        var request = context.request();
        var bucket = context.bucket();
        var steps = workspace.steps;
        var record = context.record();
        var edits = steps.edits().begin();
        long nowNs = context.nowNs();
        remove(context, record, edits, true);
        if (to.exists()) {
            remove(context, record, edits, false);
            if (exchanges) {
                add(context, record, edits, request.inode(), true, to);
                steps.adjustLinks().apply(bucket, edits, record, to.inode(), 0, nowNs);
            } else if (Mode.isDirectory(to.type())) {
                steps.removeDirectory().apply(bucket, edits, record, to.inode(), nowNs);
            } else {
                steps.adjustLinks().apply(bucket, edits, record, to.inode(), -1, nowNs);
            }
        }
        add(context, record, edits, request.inode2(), false, from);
        steps.adjustLinks().apply(bucket, edits, record, from.inode(), 0, nowNs);
        edits.flush(record);
    }

    private void remove(OpContext context, RecordWriter record, InodeEdits edits, boolean first) {
        var request = context.request();
        workspace
                .steps
                .removeDentry()
                .apply(
                        context.bucket(),
                        edits,
                        record,
                        first ? request.inode() : request.inode2(),
                        request.memory(),
                        first ? request.name1Offset() : request.name2Offset(),
                        first ? request.name1Bytes() : request.name2Bytes(),
                        context.nowNs());
    }

    private void add(
            OpContext context,
            RecordWriter record,
            InodeEdits edits,
            long directory,
            boolean first,
            Dentry entry) {
        var request = context.request();
        workspace
                .steps
                .addDentry()
                .apply(
                        context.bucket(),
                        edits,
                        record,
                        directory,
                        request.memory(),
                        first ? request.name1Offset() : request.name2Offset(),
                        first ? request.name1Bytes() : request.name2Bytes(),
                        entry.inode(),
                        entry.type(),
                        context.nowNs());
    }
}
