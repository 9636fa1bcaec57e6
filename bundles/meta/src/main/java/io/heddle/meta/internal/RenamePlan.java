package io.heddle.meta.internal;

import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.meta.internal.ops.Mode;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Status;

/**
 * RENAME across buckets, in stages: the new name is locked and tells what it replaces; then what is
 * replaced and, for a directory, the tree and the parent pointers; the walk up the tree comes last.
 */
final class RenamePlan implements Plan {
    static final int NO_REPLACE = 1;
    static final int EXCHANGE = 2;

    private static final int NAMED = 1;
    private static final int TREE_ASKED = 2;
    private static final int WALKED = 3;
    private static final int WALKED_BACK = 4;

    @Override
    public int start(Transaction transaction, RequestContext context) {
        var request = context.request();
        int flags = request.flags();
        if ((flags & ~(NO_REPLACE | EXCHANGE)) != 0 || flags == (NO_REPLACE | EXCHANGE)) {
            return -Errno.EINVAL;
        }
        if (Math.max(request.name1Bytes(), request.name2Bytes()) > StepMessage.MAX_NAME_BYTES) {
            return -Errno.ENAMETOOLONG;
        }
        if (!transaction.exists(InodeId.bucket(request.inode2()))) {
            return -Errno.ENOENT;
        }
        int status = checkSource(transaction, context);
        if (status < 0) {
            return status;
        }
        var found = transaction.steps().removeDentry().found();
        transaction.child = found.inode();
        transaction.childType = found.type();
        if (transaction.child == request.inode2()) {
            // Into itself: known here, where no lock on it is in the way.
            return -Errno.EINVAL;
        }
        if (transaction.isLocal(request.inode2())) {
            status = checkTarget(transaction, context);
            transaction.replaced = context.existingInode;
            transaction.replacedType = context.existingType;
            return status;
        }
        transaction
                .remote(InodeId.bucket(request.inode2()), StepMessage.ADD)
                .inode(request.inode2())
                .other(transaction.child)
                .mode(transaction.childType)
                .flags(
                        exchanges(context)
                                ? StepMessage.EXCHANGE
                                : (flags & NO_REPLACE) != 0 ? 0 : StepMessage.REPLACE)
                .timeNs(context.nowNs())
                .name(request.memory(), request.name2Offset(), request.name2Bytes());
        return 0;
    }

    private static boolean exchanges(RequestContext context) {
        return (context.request().flags() & EXCHANGE) != 0;
    }

    private static int checkSource(Transaction transaction, RequestContext context) {
        var request = context.request();
        context.touch(request.inode());
        int status = transaction
                .steps()
                .removeDentry()
                .check(
                        context.bucket(),
                        request.inode(),
                        request.memory(),
                        request.name1Offset(),
                        request.name1Bytes());
        return status == 0 && !context.admits(0, false) ? -Errno.ENOSPC : status;
    }

    /** What has the new name, when its directory is in this bucket; the context takes it. */
    private static int checkTarget(Transaction transaction, RequestContext context) {
        var request = context.request();
        var add = transaction.steps().addDentry();
        context.touch(request.inode2());
        context.existingInode = 0;
        int status = add.check(
                context.bucket(),
                request.inode2(),
                request.memory(),
                request.name2Offset(),
                request.name2Bytes(),
                Mode.REGULAR);
        if (status == -Errno.EEXIST) {
            context.existingInode = add.existing().inode();
            context.existingType = add.existing().type();
            return (request.flags() & NO_REPLACE) != 0 ? status : 0;
        }
        return status == 0 && exchanges(context) ? -Errno.ENOENT : status;
    }

    @Override
    public int proceed(Transaction transaction, RequestContext context) {
        return switch (transaction.stage) {
            case 0 -> askForInodes(transaction, context);
            case TREE_ASKED ->
                walk(transaction, context.request().inode2(), transaction.child, WALKED);
            case WALKED -> {
                boolean back = exchanges(context) && Mode.isDirectory(transaction.replacedType);
                yield back
                        ? walk(
                                transaction,
                                context.request().inode(),
                                transaction.replaced,
                                WALKED_BACK)
                        : 0;
            }
            default -> 0;
        };
    }

    private static int walk(Transaction transaction, long from, long wanted, int next) {
        transaction.stage = next;
        transaction.walk().start(from, wanted);
        return 0;
    }

    private int askForInodes(Transaction transaction, RequestContext context) {
        RemoteStep added = transaction.step(StepMessage.ADD);
        if (added != null) {
            transaction.replaced = added.reply.get(FsRequest.LONG, 0);
            transaction.replacedType = added.reply.get(FsRequest.INT, 8);
        }
        transaction.stage = NAMED;
        if (transaction.replaced == transaction.child) {
            return Transaction.NOTHING_TO_DO;
        }
        boolean exchanges = exchanges(context);
        boolean moves = Mode.isDirectory(transaction.childType);
        boolean replacesDirectory = Mode.isDirectory(transaction.replacedType);
        if (transaction.replaced != 0 && !exchanges) {
            if (moves != replacesDirectory) {
                return replacesDirectory ? -Errno.EISDIR : -Errno.ENOTDIR;
            }
            askForReplaced(transaction, context, replacesDirectory);
        }
        boolean sameParent = context.request().inode() == context.request().inode2();
        if (sameParent || !(moves || exchanges && replacesDirectory)) {
            return 0;
        }
        if (context.bucket().bucket() != 0) {
            transaction.remote(0, StepMessage.TREE);
        } else if (!transaction.lockTree()) {
            return Status.RETRY;
        }
        if (moves) {
            askForParent(
                    transaction, context, transaction.child, context.request().inode2());
        }
        if (exchanges && replacesDirectory) {
            askForParent(
                    transaction,
                    context,
                    transaction.replaced,
                    context.request().inode());
        }
        // A file that is exchanged for a directory needs no walk from the new place.
        transaction.stage = moves ? TREE_ASKED : WALKED;
        return 0;
    }

    private static void askForReplaced(
            Transaction transaction, RequestContext context, boolean directory) {
        if (!transaction.isLocal(transaction.replaced)) {
            transaction
                    .remote(
                            InodeId.bucket(transaction.replaced),
                            directory ? StepMessage.KILL : StepMessage.LINKS)
                    .inode(transaction.replaced)
                    .change(-1)
                    .timeNs(context.nowNs());
        }
    }

    private static void askForParent(
            Transaction transaction, RequestContext context, long child, long parent) {
        if (!transaction.isLocal(child)) {
            transaction
                    .remote(InodeId.bucket(child), StepMessage.PARENT)
                    .inode(child)
                    .other(parent)
                    .timeNs(context.nowNs());
        }
    }

    @Override
    public int commit(Transaction transaction, RequestContext context) {
        int status = checkSource(transaction, context);
        if (status < 0) {
            return status;
        }
        if (transaction.steps().removeDentry().found().inode() != transaction.child) {
            return Status.RETRY;
        }
        if (transaction.isLocal(context.request().inode2())) {
            status = checkTarget(transaction, context);
            if (status == 0 && context.existingInode != transaction.replaced) {
                status = Status.RETRY;
            }
        }
        if (status == 0) {
            status = checkInodes(transaction, context);
        }
        if (status == 0) {
            apply(transaction, context);
        }
        return status;
    }

    /** The inodes that live in this bucket and change. */
    private static int checkInodes(Transaction transaction, RequestContext context) {
        var steps = transaction.steps();
        boolean replaces = transaction.replaced != 0 && !exchanges(context);
        if (transaction.isLocal(transaction.child)) {
            context.touch(transaction.child);
        }
        if (transaction.replaced == 0 || !transaction.isLocal(transaction.replaced)) {
            return 0;
        }
        context.touch(transaction.replaced);
        if (!replaces) {
            return 0;
        }
        return Mode.isDirectory(transaction.replacedType)
                ? steps.removeDirectory().check(context.bucket(), transaction.replaced)
                : steps.adjustLinks().check(context.bucket(), transaction.replaced, -1);
    }

    private static void apply(Transaction transaction, RequestContext context) {
        var request = context.request();
        var bucket = context.bucket();
        var steps = transaction.steps();
        var record = context.record();
        var edits = steps.edits().begin();
        long now = context.nowNs();
        boolean exchanges = exchanges(context);
        boolean local = transaction.isLocal(request.inode2());
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
        if (local && transaction.replaced != 0) {
            steps.removeDentry()
                    .apply(
                            bucket,
                            edits,
                            record,
                            request.inode2(),
                            request.memory(),
                            request.name2Offset(),
                            request.name2Bytes(),
                            now);
        }
        if (exchanges) {
            add(transaction, context, true);
        }
        if (local) {
            add(transaction, context, false);
        }
        boolean moved = request.inode() != request.inode2();
        place(
                transaction,
                context,
                transaction.child,
                transaction.childType,
                moved ? request.inode2() : 0);
        if (exchanges) {
            place(
                    transaction,
                    context,
                    transaction.replaced,
                    transaction.replacedType,
                    moved ? request.inode() : 0);
        } else if (transaction.replaced != 0 && transaction.isLocal(transaction.replaced)) {
            if (Mode.isDirectory(transaction.replacedType)) {
                steps.removeDirectory().apply(bucket, edits, record, transaction.replaced, now);
            } else {
                steps.adjustLinks().apply(bucket, edits, record, transaction.replaced, -1, now);
            }
        }
        edits.flush(record);
    }

    private static void add(Transaction transaction, RequestContext context, boolean first) {
        var request = context.request();
        transaction
                .steps()
                .addDentry()
                .apply(
                        context.bucket(),
                        transaction.steps().edits(),
                        context.record(),
                        first ? request.inode() : request.inode2(),
                        request.memory(),
                        first ? request.name1Offset() : request.name2Offset(),
                        first ? request.name1Bytes() : request.name2Bytes(),
                        first ? transaction.replaced : transaction.child,
                        first ? transaction.replacedType : transaction.childType,
                        context.nowNs());
    }

    /**
     * An inode of this bucket that got another name: a new parent if it is a directory that moved, else a new ctime.
     */
    private static void place(
            Transaction transaction, RequestContext context, long inode, int type, long parent) {
        var view = new StateStore.View();
        boolean here = transaction.isLocal(inode)
                && transaction
                                .server()
                                .memory()
                                .stateKey
                                .inode(inode)
                                .get(context.bucket().store(), view)
                        >= 0;
        if (!here) {
            return;
        }
        var steps = transaction.steps();
        var edits = steps.edits();
        if (Mode.isDirectory(type) && parent != 0) {
            steps.setParent().apply(context.bucket(), edits, inode, parent, context.nowNs());
        } else {
            steps.adjustLinks()
                    .apply(context.bucket(), edits, context.record(), inode, 0, context.nowNs());
        }
    }
}
