package io.heddle.meta.internal.ops;

import io.heddle.drive.RecordWriter;
import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;
import io.heddle.wire.Attr;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * A copy of an inode's attributes that may be changed and put into a record. A copy, because the
 * store's own bytes move with the next record.
 */
public final class InodeRecord {
    /** In {@link Attr#flags}: an RMDIR is prepared, nothing may be made in this directory. */
    public static final int DYING = 1;
    /** In {@link Attr#flags}: made without a name, so that LINK may give it one. */
    public static final int LINKABLE = 2;

    /**
     * {@link Attr#changes} of a new inode. A directory's cookies are its change counts, so they start
     * above what clients use for "." and "..".
     */
    static final long FIRST_CHANGE = 16;

    private final MemorySegment memory;
    private final StateKey key;
    private final StateStore.View view = new StateStore.View();
    private final Attr attr = new Attr();

    public InodeRecord(SegmentAllocator allocator) {
        memory = allocator.allocate(Attr.BYTES, 8);
        key = new StateKey(allocator);
        attr.wrap(memory, 0);
    }

    /** Copies an inode's attributes. @return 0 or -ENOENT */
    public int load(StateStore store, long inode) {
        if (key.inode(inode).get(store, view) < 0) {
            return -Errno.ENOENT;
        }
        MemorySegment.copy(view.memory(), view.offset(), memory, 0, Attr.BYTES);
        return 0;
    }

    /** Copies a directory's attributes. @return 0, -ENOENT (also when it is being removed), -ENOTDIR */
    public int loadDirectory(StateStore store, long inode) {
        int status = load(store, inode);
        if (status < 0) {
            return status;
        }
        if (!isDirectory()) {
            return -Errno.ENOTDIR;
        }
        return (attr.flags() & DYING) != 0 || attr.nlink() == 0 ? -Errno.ENOENT : 0;
    }

    /** Starts a new inode, with one link, or two when it is a directory. */
    public InodeRecord make(long inode, int mode, int uid, int gid, long nowNs) {
        memory.fill((byte) 0);
        attr.inode(inode).mode(mode).uid(uid).gid(gid).birthNs(nowNs);
        attr.atimeNs(nowNs).mtimeNs(nowNs).ctimeNs(nowNs);
        attr.nlink(Mode.isDirectory(mode) ? 2 : 1).changes(FIRST_CHANGE);
        return this;
    }

    /** The attributes, to read and to change before {@link #put}. */
    public Attr attr() {
        return attr;
    }

    public boolean isDirectory() {
        return Mode.isDirectory(attr.mode());
    }

    public boolean isRegular() {
        return Mode.isRegular(attr.mode());
    }

    /** The attributes changed: sets ctime and counts the change. */
    public InodeRecord changed(long nowNs) {
        attr.ctimeNs(nowNs).changes(attr.changes() + 1);
        return this;
    }

    /** The content changed: sets mtime and ctime and counts the change. */
    public InodeRecord modified(long nowNs) {
        attr.mtimeNs(nowNs);
        return changed(nowNs);
    }

    public void put(RecordWriter record) {
        key.inode(attr.inode()).put(record, memory, 0, Attr.BYTES);
    }

    /** Copies the attributes, for a reply. @return their bytes */
    public int copyTo(MemorySegment to, long offset) {
        MemorySegment.copy(memory, 0, to, offset, Attr.BYTES);
        return Attr.BYTES;
    }
}
