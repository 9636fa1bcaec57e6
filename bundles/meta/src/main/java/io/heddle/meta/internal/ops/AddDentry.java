package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;
import io.heddle.foreign.linux.Errno;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/** Adds a name to a directory, in the directory's bucket. */
public final class AddDentry {
    /** As XFS: names of an inode, or directories in a directory. */
    static final int MAX_LINKS = Integer.MAX_VALUE;

    private final InodeRecord directory;
    private final Dentry dentry;

    AddDentry(SegmentAllocator allocator) {
        directory = new InodeRecord(allocator);
        dentry = new Dentry(allocator);
    }

    /**
     * Whether the name can be added.
     *
     * @param mode the mode of the inode that gets the name: its type counts
     * @return 0, -ENOENT no such directory, -ENOTDIR, -ENAMETOOLONG, -EEXIST ({@link #existing} is
     *     it), -EMLINK
     */
    public int check(
            BucketState bucket, long inode, MemorySegment name, long offset, int bytes, int mode) {
        int status = directory.loadDirectory(bucket.store(), inode);
        if (status < 0) {
            return status;
        }
        if (bytes > Dentry.MAX_NAME_BYTES) {
            return -Errno.ENAMETOOLONG;
        }
        if (dentry.load(bucket.store(), inode, name, offset, bytes) == 0) {
            return -Errno.EEXIST;
        }
        return Mode.isDirectory(mode) && directory.attr().nlink() == MAX_LINKS ? -Errno.EMLINK : 0;
    }

    /** The directory as the last {@link #check} saw it. */
    public InodeRecord directory() {
        return directory;
    }

    /** The entry that made the last {@link #check} fail with -EEXIST. */
    public Dentry existing() {
        return dentry;
    }

    /** Puts the entry and the directory's new times, size and links. */
    public void apply(
            BucketState bucket,
            InodeEdits edits,
            RecordWriter record,
            long inode,
            MemorySegment name,
            long offset,
            int bytes,
            long child,
            int mode,
            long nowNs) {
        var attr = edits.require(bucket.store(), inode).modified(nowNs).attr();
        attr.size(attr.size() + 1);
        if (Mode.isDirectory(mode)) {
            attr.nlink(attr.nlink() + 1);
        }
        dentry.put(record, inode, name, offset, bytes, child, mode, attr.changes());
    }
}
