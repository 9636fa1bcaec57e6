package io.heddle.fusehost;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/** One mount. */
public interface FuseMount {
    String source();

    Path directory();

    /**
     * Sets who answers requests from now on, or null: then they wait. Requests that the old handler
     * took are still answered by it. Not on the loop; returns when the exchange is done.
     */
    void handler(@Nullable FuseHandler handler);

    /** Drops the kernel's cached data of an inode (offset 0, all bytes); on the loop. */
    void invalidateInode(long node);

    /** Drops a cached name; on the loop. */
    void invalidateEntry(long parent, String name);

    /** Longest write payload in bytes that was negotiated. */
    int maxWriteBytes();

    /** Requests taken by a handler and not answered yet. */
    int outstanding();

    /** Unmounts; lazily if it is busy and {@code force}. Not on a loop. */
    void unmount(boolean force);
}
