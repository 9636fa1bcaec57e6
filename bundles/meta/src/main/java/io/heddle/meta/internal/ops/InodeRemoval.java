package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;

import java.lang.foreign.SegmentAllocator;

/** Deletes an inode that has no name any more and that no client has open. */
public final class InodeRemoval {
    private final StateKey key;
    private final Cursors cursors;

    InodeRemoval(SegmentAllocator allocator, Cursors cursors) {
        key = new StateKey(allocator);
        this.cursors = cursors;
    }

    /** Whether a client has the inode open. */
    public boolean isOpen(BucketState bucket, long inode) {
        var cursor = cursors.of(bucket);
        return key.number(StateKey.OPEN, inode).seek(cursor)
                && StateKey.matches(cursor.key(), StateKey.OPEN, inode);
    }

    /**
     * Deletes the attributes, the extended ones, the target and all blocks. One record is enough: a
     * PUNCH frees any number of blocks, and the names are bounded.
     */
    public void apply(
            BucketState bucket, InodeEdits edits, RecordWriter record, long inode, int mode) {
        edits.drop(inode);
        key.inode(inode).delete(record);
        if (Mode.isSymlink(mode)) {
            key.symlink(inode).delete(record);
        }
        if (Mode.isRegular(mode)) {
            record.punch(inode, 0, -1);
        }
        var cursor = cursors.of(bucket);
        boolean more = key.number(StateKey.XATTR, inode).seek(cursor);
        while (more && StateKey.matches(cursor.key(), StateKey.XATTR, inode)) {
            key.copy(cursor.key()).delete(record);
            more = cursor.next();
        }
    }
}
