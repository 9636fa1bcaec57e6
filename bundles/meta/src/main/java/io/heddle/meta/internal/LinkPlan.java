package io.heddle.meta.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.wire.Attr;

/** LINK: the file's bucket counts the name that the directory's bucket adds. */
final class LinkPlan implements Plan {
    @Override
    public int start(Transaction transaction, RequestContext context) {
        int status = check(transaction, context);
        if (status < 0) {
            return status;
        }
        var request = context.request();
        int bucket = InodeId.bucket(request.inode2());
        if (!transaction.exists(bucket)) {
            return -Errno.ENOENT;
        }
        if (request.name1Bytes() > StepMessage.MAX_NAME_BYTES) {
            return -Errno.ENAMETOOLONG;
        }
        transaction
                .remote(bucket, StepMessage.ADD)
                .inode(request.inode2())
                .other(request.inode())
                .mode(transaction.steps().adjustLinks().inode().attr().mode())
                .timeNs(context.nowNs())
                .name(request.memory(), request.name1Offset(), request.name1Bytes());
        return 0;
    }

    private static int check(Transaction transaction, RequestContext context) {
        var request = context.request();
        context.touch(request.inode());
        int status = transaction.steps().adjustLinks().check(context.bucket(), request.inode(), 1);
        return status == 0 && !context.admits(0, false) ? -Errno.ENOSPC : status;
    }

    @Override
    public int commit(Transaction transaction, RequestContext context) {
        int status = check(transaction, context);
        if (status < 0) {
            return status;
        }
        var steps = transaction.steps();
        var record = context.record();
        var edits = steps.edits().begin();
        long file = context.request().inode();
        steps.adjustLinks().apply(context.bucket(), edits, record, file, 1, context.nowNs());
        edits.of(file).copyTo(context.reply(), context.replyOffset());
        context.replyBytes(Attr.BYTES);
        edits.flush(record);
        return 0;
    }
}
