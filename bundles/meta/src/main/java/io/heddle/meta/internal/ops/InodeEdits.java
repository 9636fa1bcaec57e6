package io.heddle.meta.internal.ops;

import io.heddle.drive.RecordWriter;
import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;

import java.lang.foreign.SegmentAllocator;

/**
 * The inodes that one record changes, each put once by {@link #flush}. Several steps may change the
 * same inode, and the store shows none of that before the record is appended, so they change it here.
 */
public final class InodeEdits {
    /** A rename between two directories over an existing entry changes four inodes. */
    private static final int CAPACITY = 8;

    private final InodeRecord[] inodes = new InodeRecord[CAPACITY];
    private final boolean[] dropped = new boolean[CAPACITY];
    private int count;

    public InodeEdits(SegmentAllocator allocator) {
        for (int i = 0; i < CAPACITY; i++) {
            inodes[i] = new InodeRecord(allocator);
        }
    }

    /** Forgets everything, for the next record. */
    public InodeEdits begin() {
        count = 0;
        return this;
    }

    /** Makes an inode available to {@link #of}, as it is in the store or already changed here. */
    public int load(StateStore store, long inode) {
        if (indexOf(inode) >= 0) {
            return 0;
        }
        int status = inodes[count].load(store, inode);
        if (status == 0) {
            dropped[count++] = false;
        }
        return status;
    }

    /** An inode that {@link #load} gave, to read and to change. */
    public InodeRecord of(long inode) {
        int index = indexOf(inode);
        if (index < 0) {
            throw new IllegalStateException("inode " + inode + " was not loaded for this record");
        }
        return inodes[index];
    }

    /** An inode that the record makes. */
    public InodeRecord make(long inode, int mode, int uid, int gid, long nowNs) {
        dropped[count] = false;
        return inodes[count++].make(inode, mode, uid, gid, nowNs);
    }

    /** The record deletes the inode: it is not put. */
    void drop(long inode) {
        int index = indexOf(inode);
        if (index >= 0) {
            dropped[index] = true;
        }
    }

    /** Puts all of them into the record. */
    public void flush(RecordWriter record) {
        for (int i = 0; i < count; i++) {
            if (!dropped[i]) {
                inodes[i].put(record);
            }
        }
        count = 0;
    }

    /** As {@link #load}, for a step that was checked: the inode must be there. */
    InodeRecord require(StateStore store, long inode) {
        if (load(store, inode) == -Errno.ENOENT) {
            throw new IllegalStateException("inode " + inode + " vanished after its check");
        }
        return of(inode);
    }

    private int indexOf(long inode) {
        for (int i = 0; i < count; i++) {
            if (inodes[i].attr().inode() == inode) {
                return i;
            }
        }
        return -1;
    }
}
