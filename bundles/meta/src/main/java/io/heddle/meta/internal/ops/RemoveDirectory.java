package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;
import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;

import java.lang.foreign.SegmentAllocator;

/**
 * Removes an empty directory, in its own bucket. While a transaction decides, {@link #mark} keeps it
 * empty: nothing can be made in a dying directory.
 */
public final class RemoveDirectory {
    private final InodeRecord inode;
    private final StateKey key;
    private final Cursors cursors;
    private final InodeRemoval removal;

    RemoveDirectory(SegmentAllocator allocator, Cursors cursors, InodeRemoval removal) {
        inode = new InodeRecord(allocator);
        key = new StateKey(allocator);
        this.cursors = cursors;
        this.removal = removal;
    }

    /** @return 0 ({@link #inode} is it), -ENOENT (also while another removal is prepared), -ENOTDIR, -ENOTEMPTY */
    public int check(BucketState bucket, long directory) {
        int status = inode.loadDirectory(bucket.store(), directory);
        if (status < 0) {
            return status;
        }
        return isEmpty(bucket, directory) ? 0 : -Errno.ENOTEMPTY;
    }

    /** The directory as the last {@link #check} saw it. */
    public InodeRecord inode() {
        return inode;
    }

    /** Marks the directory dying, or takes the mark off again when the transaction is aborted. */
    public void mark(BucketState bucket, InodeEdits edits, long directory, boolean dying) {
        var attr = edits.require(bucket.store(), directory).attr();
        attr.flags(dying ? attr.flags() | InodeRecord.DYING : attr.flags() & ~InodeRecord.DYING);
    }

    /** Deletes the directory; when a client has it open, it stays without links until the close. */
    public void apply(
            BucketState bucket, InodeEdits edits, RecordWriter record, long directory, long nowNs) {
        var attr = edits.require(bucket.store(), directory).changed(nowNs).attr();
        attr.nlink(0).flags(attr.flags() & ~InodeRecord.DYING);
        if (!removal.isOpen(bucket, directory)) {
            removal.apply(bucket, edits, record, directory, attr.mode());
        }
    }

    private boolean isEmpty(BucketState bucket, long directory) {
        StateStore.Cursor cursor = cursors.of(bucket);
        return !key.number(StateKey.COOKIE, directory).seek(cursor)
                || !StateKey.matches(cursor.key(), StateKey.COOKIE, directory);
    }
}
