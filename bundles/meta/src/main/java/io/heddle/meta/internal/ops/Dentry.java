package io.heddle.meta.internal.ops;

import io.heddle.drive.RecordWriter;
import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;
import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * An entry of a directory. It lies in the state twice, by name for look-ups and by cookie for readdir,
 * so that a reader that goes on after its last cookie misses and repeats nothing while names change.
 */
public final class Dentry {
    /** The longest name in bytes, NAME_MAX. */
    public static final int MAX_NAME_BYTES = 255;

    /** Bytes before the name in the value by cookie. */
    static final int COOKIE_HEAD_BYTES = 12;

    private static final int VALUE_BYTES = 24;

    private final StateKey key;
    private final MemorySegment value;
    private final StateStore.View view = new StateStore.View();
    private long directory;
    private long inode;
    private int type;
    private long cookie;

    public Dentry(SegmentAllocator allocator) {
        key = new StateKey(allocator);
        value = allocator.allocate(COOKIE_HEAD_BYTES + MAX_NAME_BYTES + 1 + VALUE_BYTES, 8);
    }

    /** Looks a name up. @return 0 or -ENOENT */
    public int load(StateStore store, long directory, MemorySegment name, long offset, int bytes) {
        this.directory = directory;
        inode = 0;
        if (key.dentry(directory, name, offset, bytes).get(store, view) < 0) {
            return -Errno.ENOENT;
        }
        inode = view.memory().get(FsRequest.LONG, view.offset());
        type = view.memory().get(FsRequest.INT, view.offset() + 8);
        cookie = view.memory().get(FsRequest.LONG, view.offset() + 16);
        return 0;
    }

    /** Whether the last {@link #load} found the name. */
    public boolean exists() {
        return inode != 0;
    }

    public long inode() {
        return inode;
    }

    /** The type bits of the entry's mode. */
    public int type() {
        return type;
    }

    public long cookie() {
        return cookie;
    }

    /**
     * Writes an entry.
     *
     * @param cookie one the directory never had, see {@link AddDentry}
     */
    public void put(
            RecordWriter record,
            long directory,
            MemorySegment name,
            long offset,
            int bytes,
            long inode,
            int mode,
            long cookie) {
        value.set(FsRequest.LONG, 0, inode);
        value.set(FsRequest.INT, 8, Mode.type(mode));
        value.set(FsRequest.INT, 12, 0);
        value.set(FsRequest.LONG, 16, cookie);
        key.dentry(directory, name, offset, bytes).put(record, value, 0, VALUE_BYTES);
        MemorySegment.copy(name, offset, value, COOKIE_HEAD_BYTES, bytes);
        key.cookie(directory, cookie).put(record, value, 0, COOKIE_HEAD_BYTES + bytes);
    }

    /** Deletes the entry that {@link #load} found under this name. */
    public void delete(RecordWriter record, MemorySegment name, long offset, int bytes) {
        key.dentry(directory, name, offset, bytes).delete(record);
        key.cookie(directory, cookie).delete(record);
    }
}
