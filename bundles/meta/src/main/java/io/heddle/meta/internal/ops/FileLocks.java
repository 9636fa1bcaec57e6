package io.heddle.meta.internal.ops;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** The locks on one file of one kind: POSIX ones with ranges, or those of flock. */
final class FileLocks {
    private final List<LockRange> ranges = new ArrayList<>();

    /** A lock that stands in the way, or null. */
    @Nullable
    LockRange conflict(LockRange wanted) {
        for (LockRange range : ranges) {
            if (range.conflicts(wanted)) {
                return range;
            }
        }
        return null;
    }

    /** Sets a lock that nothing stands in the way of, instead of the owner's own in that range. */
    void set(LockRange wanted) {
        clear(wanted.start(), wanted.end(), wanted.client(), wanted.owner());
        long start = wanted.start();
        long end = wanted.end();
        for (int i = ranges.size() - 1; i >= 0; i--) {
            var range = ranges.get(i);
            boolean same = range.isOf(wanted.client(), wanted.owner())
                    && range.exclusive() == wanted.exclusive();
            // The end may be the largest number: no sum of it.
            if (same && range.end() == start - 1) {
                start = range.start();
                ranges.remove(i);
            } else if (same && range.start() - 1 == end) {
                end = range.end();
                ranges.remove(i);
            }
        }
        ranges.add(wanted.part(start, end));
    }

    /** Clears an owner's locks in a range; what reaches out of it stays, in up to two parts. */
    void clear(long start, long end, long client, long owner) {
        for (int i = ranges.size() - 1; i >= 0; i--) {
            var range = ranges.get(i);
            if (!range.isOf(client, owner) || !range.overlaps(start, end)) {
                continue;
            }
            ranges.remove(i);
            if (range.start() < start) {
                ranges.add(range.part(range.start(), start - 1));
            }
            if (range.end() > end) {
                ranges.add(range.part(end + 1, range.end()));
            }
        }
    }

    void clearClient(long client) {
        ranges.removeIf(range -> range.client() == client);
    }

    void clearAll() {
        ranges.clear();
    }

    int size() {
        return ranges.size();
    }
}
