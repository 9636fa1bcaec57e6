package io.heddle.fusehost;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Through which handles owners took POSIX locks. An owner that is a process ends its locks with the
 * first close of any handle, and the kernel says so (FLUSH). An owner that is an open file description
 * (F_OFD_SETLK) never flushes: its locks end with its handle, and who they were of is known here alone.
 * On the mount's loop only.
 */
public final class LockOwners {
    private record Taken(long handle, long owner) {}

    private final Map<Long, List<Taken>> nodes = new HashMap<>();
    private long handles;

    /** A number for a new handle, never 0. */
    public long newHandle() {
        return ++handles;
    }

    /** An owner takes a lock through a handle. */
    public void took(long node, long handle, long owner) {
        var taken = new Taken(handle, owner);
        List<Taken> all = nodes.computeIfAbsent(node, ignored -> new ArrayList<>());
        if (!all.contains(taken)) {
            all.add(taken);
        }
    }

    /** An owner closed a handle of the node, which ended its locks. */
    public void flushed(long node, long owner) {
        List<Taken> all = nodes.get(node);
        if (all != null) {
            all.removeIf(taken -> taken.owner == owner);
            trim(node, all);
        }
    }

    /**
     * Takes an owner whose locks end with a handle that was closed for the last time.
     *
     * @return it, or 0 when there is none any more
     */
    public long next(long node, long handle) {
        List<Taken> all = nodes.get(node);
        if (all == null) {
            return 0;
        }
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).handle == handle) {
                long owner = all.remove(i).owner;
                trim(node, all);
                return owner;
            }
        }
        return 0;
    }

    private void trim(long node, List<Taken> all) {
        if (all.isEmpty()) {
            nodes.remove(node);
        }
    }
}
