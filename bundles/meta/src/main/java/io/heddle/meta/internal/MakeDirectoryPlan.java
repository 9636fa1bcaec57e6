package io.heddle.meta.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.meta.internal.ops.MakeInode;
import io.heddle.meta.internal.ops.Mode;
import io.heddle.wire.Attr;

import java.lang.foreign.MemorySegment;

/** MKDIR: the directory is made in a bucket that a hash chooses, then its name in the parent's. */
final class MakeDirectoryPlan implements Plan {
    @Override
    public int start(Transaction transaction, RequestContext context) {
        int status = check(transaction, context);
        if (status < 0) {
            return status;
        }
        var request = context.request();
        var parent = transaction.steps().addDentry().directory().attr();
        int bucket = transaction.server().cluster().map().spread(request.inode(), transaction.id());
        transaction.childType = MakeInode.inheritedMode(parent.mode(), mode(context));
        transaction.replaced = MakeInode.inheritedGid(parent.mode(), parent.gid(), request.gid());
        if (bucket != context.bucket().bucket()) {
            transaction
                    .remote(bucket, StepMessage.MAKE)
                    .inode(request.inode())
                    .mode(transaction.childType)
                    .owner(request.uid(), (int) transaction.replaced)
                    .timeNs(context.nowNs());
        }
        return 0;
    }

    private static int mode(RequestContext context) {
        return Mode.DIRECTORY | context.request().mode() & Mode.PERMISSIONS;
    }

    private static int check(Transaction transaction, RequestContext context) {
        var request = context.request();
        context.touch(request.inode());
        int status = transaction
                .steps()
                .addDentry()
                .check(
                        context.bucket(),
                        request.inode(),
                        request.memory(),
                        request.name1Offset(),
                        request.name1Bytes(),
                        Mode.DIRECTORY);
        if (status == 0 && !context.admits(0, false)) {
            return -Errno.ENOSPC;
        }
        return status;
    }

    /** Whether another server's answer names an inode that it can have made. */
    private static boolean isMadeThere(RemoteStep made) {
        long inode = new Attr().wrap(made.reply, 0).inode();
        return InodeId.sequence(inode) != 0 && InodeId.bucket(inode) == made.message.bucket();
    }

    @Override
    public int commit(Transaction transaction, RequestContext context) {
        int status = check(transaction, context);
        if (status < 0) {
            return status;
        }
        RemoteStep made = transaction.step(StepMessage.MAKE);
        if (made != null && !isMadeThere(made)) {
            return -Errno.EIO;
        }
        var request = context.request();
        var steps = transaction.steps();
        var record = context.record();
        var edits = steps.edits().begin();
        long inode;
        if (made == null) {
            inode = context.newInode(request.inode());
            context.touch(inode);
            steps.makeInode()
                    .apply(
                            edits,
                            inode,
                            request.inode(),
                            transaction.childType,
                            request.uid(),
                            (int) transaction.replaced,
                            context.nowNs())
                    .copyTo(context.reply(), context.replyOffset());
        } else {
            MemorySegment.copy(made.reply, 0, context.reply(), context.replyOffset(), Attr.BYTES);
            inode = new Attr().wrap(made.reply, 0).inode();
        }
        context.replyBytes(Attr.BYTES);
        steps.addDentry()
                .apply(
                        context.bucket(),
                        edits,
                        record,
                        request.inode(),
                        request.memory(),
                        request.name1Offset(),
                        request.name1Bytes(),
                        inode,
                        Mode.DIRECTORY,
                        context.nowNs());
        edits.flush(record);
        return 0;
    }
}
