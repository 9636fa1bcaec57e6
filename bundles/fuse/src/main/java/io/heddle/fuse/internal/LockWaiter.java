package io.heddle.fuse.internal;

import io.heddle.fusehost.FuseRequest;

import java.util.List;

/** A caller that waits for a lock, parked without buffers, and whom it waits for. */
final class LockWaiter {
    static final long FIRST_NS = 1_000_000;
    private static final long LAST_NS = 50_000_000;

    final FuseRequest request;
    private final boolean posix;
    private final long owner;
    /** The moment of the first attempt: the caller can do nothing else from then on. */
    private final long since;

    long dueNs;
    boolean isTrying;
    boolean isInterrupted;
    private long pauseNs = FIRST_NS;

    private boolean hasHolder;
    private long holder;
    /** The moment at which the attempt was made that met the holder. */
    private long seenAt;

    LockWaiter(FuseRequest request, boolean posix, long owner, long since) {
        this.request = request;
        this.posix = posix;
        this.owner = owner;
        this.since = since;
    }

    /** An attempt met a lock of an owner of this client. */
    void metHolder(long newHolder, long moment) {
        hasHolder = posix;
        holder = newHolder;
        seenAt = moment;
    }

    /** An attempt met a lock of another client, of which nothing is known. */
    void metStranger() {
        hasHolder = false;
    }

    void pause(long nowNs) {
        dueNs = nowNs + pauseNs;
        pauseNs = Math.min(LAST_NS, 2 * pauseNs);
    }

    /**
     * Whether this caller closes a circle of callers who wait for each other. Only what was seen after
     * its first attempt counts: everyone in the circle was waiting then, so nobody can have let go
     * since. Hence the newest of a circle is the one that finds it.
     */
    boolean closesCircle(List<LockWaiter> waiters) {
        return hasHolder && leadsBack(waiters, holder, new boolean[waiters.size()]);
    }

    private boolean leadsBack(List<LockWaiter> waiters, long from, boolean[] visited) {
        if (from == owner) {
            return true;
        }
        for (int i = 0; i < waiters.size(); i++) {
            LockWaiter next = waiters.get(i);
            boolean counts = next.hasHolder
                    && next.owner == from
                    && next.since <= since
                    && next.seenAt >= since;
            if (counts && !visited[i]) {
                visited[i] = true;
                if (leadsBack(waiters, next.holder, visited)) {
                    return true;
                }
            }
        }
        return false;
    }
}
