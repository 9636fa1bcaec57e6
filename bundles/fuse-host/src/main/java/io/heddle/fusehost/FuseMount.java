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

    /**
     * What is open in this mount. It lives here, not in the handler, so that it survives an update of
     * the handler; the handler keeps it, on the loop.
     */
    OpenNodes openNodes();

    /** Drops the kernel's cached data of an inode (offset 0, all bytes); done soon, on another thread. */
    void invalidateInode(long node);

    /** Drops a cached name; done soon, on another thread. */
    void invalidateEntry(long parent, String name);

    /** Drops all cached names at their next use; done soon, on another thread. */
    void invalidateNames();

    /** Longest write payload in bytes that was negotiated. */
    int maxWriteBytes();

    /** Requests taken by a handler and not answered yet, parked ones not counted. */
    int outstanding();

    /** Bytes of memory outside the heap that its requests keep resident; on the loop. */
    long memoryBytes();

    /** Whether the mount still stands. */
    boolean isMounted();

    /** Unmounts; lazily if it is busy and {@code force}. Not on a loop. */
    void unmount(boolean force);
}
