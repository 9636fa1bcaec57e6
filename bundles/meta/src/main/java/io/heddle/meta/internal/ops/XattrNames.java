package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;
import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** The extended attributes of an inode, see xattr(7). */
final class XattrNames {
    /** XATTR_LIST_MAX: the names, each with a final zero. Bounds what an inode can have. */
    static final int MAX_LIST_BYTES = 1 << 16;

    /** Access control lists, which this file system does not have, and other meanings of a kernel. */
    private static final byte[] SYSTEM = "system.".getBytes(StandardCharsets.US_ASCII);

    private final StateKey key;
    private final Cursors cursors;

    XattrNames(SegmentAllocator allocator, Cursors cursors) {
        key = new StateKey(allocator);
        this.cursors = cursors;
    }

    /** @return 0, -EINVAL for no name, -ERANGE for a long one, -EOPNOTSUPP for those of the system */
    static int check(FsRequest request) {
        int bytes = request.name1Bytes();
        if (bytes == 0 || bytes > Dentry.MAX_NAME_BYTES) {
            return bytes == 0 ? -Errno.EINVAL : -Errno.ERANGE;
        }
        return isSystem(request.memory(), request.name1Offset(), bytes) ? -Errno.EOPNOTSUPP : 0;
    }

    /** Bytes of all names, each with a final zero. */
    int listBytes(BucketState bucket, long inode) {
        int bytes = 0;
        var cursor = cursors.of(bucket);
        boolean more = first(cursor, inode);
        while (more && StateKey.matches(cursor.key(), StateKey.XATTR, inode)) {
            bytes += StateKey.nameBytes(cursor.key()) + 1;
            more = cursor.next();
        }
        return bytes;
    }

    /** Copies all names, each with a final zero. @return their bytes */
    int list(BucketState bucket, long inode, MemorySegment to, long offset) {
        int filled = 0;
        var cursor = cursors.of(bucket);
        boolean more = first(cursor, inode);
        while (more && StateKey.matches(cursor.key(), StateKey.XATTR, inode)) {
            var name = cursor.key();
            int bytes = StateKey.nameBytes(name);
            MemorySegment.copy(
                    name.memory(), StateKey.nameOffset(name), to, offset + filled, bytes);
            to.set(ValueLayout.JAVA_BYTE, offset + filled + bytes, (byte) 0);
            filled += bytes + 1;
            more = cursor.next();
        }
        return filled;
    }

    private boolean first(StateStore.Cursor cursor, long inode) {
        return key.number(StateKey.XATTR, inode).seek(cursor);
    }

    private static boolean isSystem(MemorySegment name, long offset, int bytes) {
        if (bytes < SYSTEM.length) {
            return false;
        }
        for (int i = 0; i < SYSTEM.length; i++) {
            if (name.get(ValueLayout.JAVA_BYTE, offset + i) != SYSTEM[i]) {
                return false;
            }
        }
        return true;
    }
}
