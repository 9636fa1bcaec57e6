package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;
import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.wire.Attr;
import io.heddle.wire.FsRequest;

import java.lang.foreign.SegmentAllocator;

/**
 * The flyweights that all operations of a loop share. An operation runs from its start to its end
 * without another in between, so one of each is enough; nothing in here outlives an execution.
 */
final class Workspace {
    final Steps steps;
    final Cursors cursors = new Cursors();
    final StateKey key;
    final InodeRecord inode;
    final Dentry dentry;
    final StateStore.View view = new StateStore.View();
    final Attr attr = new Attr();
    final OpenCounts opens;
    final FileContent content;
    final FilePrivileges privileges;
    final XattrNames xattrs;
    final LockTable locks = new LockTable();

    Workspace(SegmentAllocator allocator) {
        steps = new Steps(allocator);
        key = new StateKey(allocator);
        inode = new InodeRecord(allocator);
        dentry = new Dentry(allocator);
        opens = new OpenCounts(allocator, cursors);
        content = new FileContent(allocator);
        privileges = new FilePrivileges(allocator);
        xattrs = new XattrNames(allocator, cursors);
    }

    /** Whether an inode lives in this bucket. */
    static boolean isHere(BucketState bucket, long inode) {
        return InodeId.bucket(inode) == bucket.bucket();
    }

    /** Looks the request's first name up, into {@link #dentry}. */
    int loadName1(OpContext context, long directory) {
        var request = context.request();
        if (request.name1Bytes() > Dentry.MAX_NAME_BYTES) {
            return -Errno.ENAMETOOLONG;
        }
        return dentry.load(
                context.bucket().store(),
                directory,
                request.memory(),
                request.name1Offset(),
                request.name1Bytes());
    }

    /** The key of the extended attribute that the request names. */
    StateKey xattrKey(FsRequest request) {
        return key.xattr(
                request.inode(), request.memory(), request.name1Offset(), request.name1Bytes());
    }

    /** A client has the inode open no more: deletes it when it was unlinked and nobody else has. */
    void release(BucketState bucket, RecordWriter record, long number, long client) {
        if (inode.load(bucket.store(), number) == 0
                && inode.attr().nlink() == 0
                && !opens.isOpenElsewhere(bucket, number, client)) {
            var edits = steps.edits().begin();
            steps.inodeRemoval()
                    .apply(bucket, edits, record, number, inode.attr().mode());
        }
    }

    /** Makes an inode's attributes the answer. */
    static int reply(OpContext context, InodeRecord inode) {
        context.replyBytes(inode.copyTo(context.reply(), context.replyOffset()));
        return 0;
    }

    /** Makes what an entry tells of an inode elsewhere the answer: number and type. */
    int replyElsewhere(OpContext context, Dentry dentry) {
        context.reply().asSlice(context.replyOffset(), Attr.BYTES).fill((byte) 0);
        attr.wrap(context.reply(), context.replyOffset()).inode(dentry.inode()).mode(dentry.type());
        context.replyBytes(Attr.BYTES);
        return 0;
    }
}
