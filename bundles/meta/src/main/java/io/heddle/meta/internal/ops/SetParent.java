package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;

import java.lang.foreign.SegmentAllocator;

/** Tells a directory that it was moved, in the directory's own bucket. */
public final class SetParent {
    private final InodeRecord inode;

    SetParent(SegmentAllocator allocator) {
        inode = new InodeRecord(allocator);
    }

    /** @return 0 ({@link #inode} is it), -ENOENT (also while its removal is prepared), -ENOTDIR */
    public int check(BucketState bucket, long directory) {
        return inode.loadDirectory(bucket.store(), directory);
    }

    /** The directory as the last {@link #check} saw it; its parent serves the cycle check. */
    public InodeRecord inode() {
        return inode;
    }

    public void apply(
            BucketState bucket, InodeEdits edits, long directory, long parent, long nowNs) {
        edits.require(bucket.store(), directory).changed(nowNs).attr().parent(parent);
    }
}
