package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;
import io.heddle.foreign.linux.Errno;
import io.heddle.meta.internal.ops.InodeEdits;
import io.heddle.meta.internal.ops.Mode;
import io.heddle.meta.internal.ops.Steps;
import io.heddle.wire.FsRequest;

/** What the kinds of steps check and change at a participant. */
final class StepEffects {
    private final Steps steps;

    StepEffects(Steps steps) {
        this.steps = steps;
    }

    /** Whether the step can be promised; touches what it looks at. @return 0 or -errno */
    int check(StepMessage step, RequestContext context) {
        BucketState bucket = context.bucket();
        if (step.kind() != StepMessage.MAKE) {
            context.touch(lockOf(step));
        }
        return switch (step.kind()) {
            case StepMessage.ADD -> checkAdd(step, context);
            case StepMessage.LINKS ->
                steps.adjustLinks().check(bucket, step.inode(), step.change());
            case StepMessage.KILL -> steps.removeDirectory().check(bucket, step.inode());
            case StepMessage.PARENT -> steps.setParent().check(bucket, step.inode());
            case StepMessage.MAKE -> context.admits(0, false) ? 0 : -Errno.ENOSPC;
            case StepMessage.TREE -> 0;
            default -> -Errno.EINVAL;
        };
    }

    /** The reply tells what has the name now. */
    private int checkAdd(StepMessage step, RequestContext context) {
        var add = steps.addDentry();
        int status = add.check(
                context.bucket(),
                step.inode(),
                step.memory(),
                step.nameOffset(),
                step.nameBytes(),
                step.mode());
        boolean exists = status == -Errno.EEXIST;
        if ((step.flags() & StepMessage.EXCHANGE) != 0 && status == 0) {
            return -Errno.ENOENT;
        }
        boolean replaces = (step.flags() & (StepMessage.REPLACE | StepMessage.EXCHANGE)) != 0;
        if (status != 0 && !(exists && replaces)) {
            return status;
        }
        var reply = context.reply();
        reply.set(FsRequest.LONG, context.replyOffset(), exists ? add.existing().inode() : 0);
        reply.set(
                FsRequest.INT,
                context.replyOffset() + 8,
                exists ? add.existing().type() : 0);
        reply.set(FsRequest.INT, context.replyOffset() + 12, 0);
        context.replyBytes(StepMessage.ENTRY_BYTES);
        return 0;
    }

    /** MAKE makes its directory at once: nobody knows its number before the decision. */
    void prepare(StepMessage step, RequestContext context) {
        if (step.kind() == StepMessage.MAKE) {
            long inode = context.newInode(step.inode());
            context.touch(inode);
            InodeEdits edits = steps.edits().begin();
            var made = steps.makeInode()
                    .apply(
                            edits,
                            inode,
                            step.inode(),
                            step.mode(),
                            step.uid(),
                            step.gid(),
                            step.timeNs());
            context.replyBytes(made.copyTo(context.reply(), context.replyOffset()));
            edits.flush(context.record());
        }
    }

    /** Puts what was promised into the record. */
    void commit(StepMessage step, RequestContext context) {
        BucketState bucket = context.bucket();
        RecordWriter record = context.record();
        InodeEdits edits = steps.edits().begin();
        context.touch(lockOf(step));
        switch (step.kind()) {
            case StepMessage.ADD -> {
                long replaced = step.memory().get(FsRequest.LONG, step.replyOffset());
                if (replaced != 0) {
                    steps.removeDentry()
                            .apply(
                                    bucket,
                                    edits,
                                    record,
                                    step.inode(),
                                    step.memory(),
                                    step.nameOffset(),
                                    step.nameBytes(),
                                    step.timeNs());
                }
                steps.addDentry()
                        .apply(
                                bucket,
                                edits,
                                record,
                                step.inode(),
                                step.memory(),
                                step.nameOffset(),
                                step.nameBytes(),
                                step.other(),
                                step.mode(),
                                step.timeNs());
            }
            case StepMessage.LINKS ->
                steps.adjustLinks()
                        .apply(bucket, edits, record, step.inode(), step.change(), step.timeNs());
            case StepMessage.KILL ->
                steps.removeDirectory().apply(bucket, edits, record, step.inode(), step.timeNs());
            case StepMessage.PARENT ->
                steps.setParent().apply(bucket, edits, step.inode(), step.other(), step.timeNs());
            default -> {
                // MAKE has made its directory; TREE changes nothing.
            }
        }
        edits.flush(record);
    }

    /** Takes back what {@link #prepare} made. */
    void abort(StepMessage step, RequestContext context) {
        if (step.kind() == StepMessage.MAKE) {
            long inode = madeInode(step);
            context.touch(inode);
            InodeEdits edits = steps.edits().begin();
            steps.inodeRemoval()
                    .apply(context.bucket(), edits, context.record(), inode, Mode.DIRECTORY);
            edits.flush(context.record());
        } else {
            context.touch(lockOf(step));
        }
    }

    /** The inode that nobody else may change until the decision. */
    static long lockOf(StepMessage step) {
        return switch (step.kind()) {
            case StepMessage.TREE -> StepLocks.TREE;
            case StepMessage.MAKE -> madeInode(step);
            default -> step.inode();
        };
    }

    /** The reply of MAKE is an attr, which begins with the inode. */
    private static long madeInode(StepMessage step) {
        return step.memory().get(FsRequest.LONG, step.replyOffset());
    }
}
