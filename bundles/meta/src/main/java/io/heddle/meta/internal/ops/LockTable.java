package io.heddle.meta.internal.ops;

import io.heddle.layout.InodeId;

import org.jspecify.annotations.Nullable;

import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The locks that clients hold on inodes of this server's buckets. They live in memory only: a new
 * primary starts without them.
 */
final class LockTable {
    /** Locks of one file and kind: more get -ENOLCK. */
    static final int MAX_LOCKS = 1 << 14;

    private final TreeMap<Long, FileLocks> posix = new TreeMap<>();
    private final TreeMap<Long, FileLocks> flock = new TreeMap<>();

    /** The locks of an inode, or null when it has none. */
    @Nullable
    FileLocks find(long inode, boolean flocks) {
        return table(flocks).get(inode);
    }

    FileLocks make(long inode, boolean flocks) {
        return table(flocks).computeIfAbsent(inode, ignored -> new FileLocks());
    }

    /** Forgets the inode's table when it is empty. */
    void trim(long inode, boolean flocks) {
        var locks = find(inode, flocks);
        if (locks != null && locks.size() == 0) {
            table(flocks).remove(inode);
        }
    }

    /** Drops a client's locks in a bucket. */
    void forgetClient(int bucket, long client) {
        forEach(posix, bucket, locks -> locks.clearClient(client));
        forEach(flock, bucket, locks -> locks.clearClient(client));
    }

    /** Drops all locks of a bucket. @return how many there were */
    int forgetBucket(int bucket) {
        int[] count = {0};
        forEach(posix, bucket, locks -> count[0] += locks.size());
        forEach(flock, bucket, locks -> count[0] += locks.size());
        forEach(posix, bucket, FileLocks::clearAll);
        forEach(flock, bucket, FileLocks::clearAll);
        return count[0];
    }

    private TreeMap<Long, FileLocks> table(boolean flocks) {
        return flocks ? flock : posix;
    }

    private static void forEach(
            TreeMap<Long, FileLocks> table, int bucket, Consumer<FileLocks> action) {
        var inodes =
                table.subMap(InodeId.of(bucket, 0), InodeId.of(bucket + 1, 0)).values();
        inodes.forEach(action);
        inodes.removeIf(locks -> locks.size() == 0);
    }
}
