package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;
import io.heddle.foreign.linux.Errno;

import java.lang.foreign.SegmentAllocator;

/** Counts the names of an inode that is no directory, in the inode's bucket. */
public final class AdjustLinks {
    private final InodeRecord inode;
    private final InodeRemoval removal;

    AdjustLinks(SegmentAllocator allocator, InodeRemoval removal) {
        inode = new InodeRecord(allocator);
        this.removal = removal;
    }

    /**
     * Whether the inode may get (1), lose (-1) or keep (0: a rename, which sets its ctime) a name.
     *
     * @return 0 ({@link #inode} is it), -ENOENT, -EPERM for a link to a directory, -EMLINK
     */
    public int check(BucketState bucket, long number, int change) {
        int status = inode.load(bucket.store(), number);
        if (status < 0) {
            return status;
        }
        var attr = inode.attr();
        if (change <= 0) {
            return 0;
        }
        if (inode.isDirectory()) {
            return -Errno.EPERM;
        }
        if (attr.nlink() == 0 && (attr.flags() & InodeRecord.LINKABLE) == 0) {
            return -Errno.ENOENT;
        }
        return attr.nlink() == AddDentry.MAX_LINKS ? -Errno.EMLINK : 0;
    }

    /** The inode as the last {@link #check} saw it. */
    public InodeRecord inode() {
        return inode;
    }

    /** Puts the new count; deletes the inode with its last name, unless a client has it open. */
    public void apply(
            BucketState bucket,
            InodeEdits edits,
            RecordWriter record,
            long number,
            int change,
            long nowNs) {
        var attr = edits.require(bucket.store(), number).changed(nowNs).attr();
        attr.nlink(attr.nlink() + change);
        if (attr.nlink() > 0) {
            attr.flags(attr.flags() & ~InodeRecord.LINKABLE);
        } else if (change < 0 && !removal.isOpen(bucket, number)) {
            removal.apply(bucket, edits, record, number, attr.mode());
        }
    }
}
