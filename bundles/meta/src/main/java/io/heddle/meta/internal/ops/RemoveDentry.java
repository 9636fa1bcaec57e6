package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;
import io.heddle.foreign.linux.Errno;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/** Removes a name from a directory, in the directory's bucket. */
public final class RemoveDentry {
    private final InodeRecord directory;
    private final Dentry dentry;

    RemoveDentry(SegmentAllocator allocator) {
        directory = new InodeRecord(allocator);
        dentry = new Dentry(allocator);
    }

    /**
     * Whether the name is there.
     *
     * @return 0 ({@link #found} is the entry), -ENOENT, -ENOTDIR, -ENAMETOOLONG
     */
    public int check(BucketState bucket, long inode, MemorySegment name, long offset, int bytes) {
        int status = directory.loadDirectory(bucket.store(), inode);
        if (status < 0) {
            return status;
        }
        return bytes > Dentry.MAX_NAME_BYTES
                ? -Errno.ENAMETOOLONG
                : dentry.load(bucket.store(), inode, name, offset, bytes);
    }

    /** The directory as the last {@link #check} saw it. */
    public InodeRecord directory() {
        return directory;
    }

    /** The entry that the last {@link #check} found. */
    public Dentry found() {
        return dentry;
    }

    /** Deletes the entry and puts the directory's new times, size and links. */
    public void apply(
            BucketState bucket,
            InodeEdits edits,
            RecordWriter record,
            long inode,
            MemorySegment name,
            long offset,
            int bytes,
            long nowNs) {
        if (dentry.load(bucket.store(), inode, name, offset, bytes) < 0) {
            throw new IllegalStateException(
                    "a name of directory " + inode + " vanished after its check");
        }
        var attr = edits.require(bucket.store(), inode).modified(nowNs).attr();
        attr.size(attr.size() - 1);
        if (Mode.isDirectory(dentry.type())) {
            attr.nlink(attr.nlink() - 1);
        }
        dentry.delete(record, name, offset, bytes);
    }
}
