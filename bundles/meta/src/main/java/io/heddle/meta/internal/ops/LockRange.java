package io.heddle.meta.internal.ops;

/**
 * A lock on bytes of a file.
 *
 * @param end inclusive
 */
record LockRange(long start, long end, boolean exclusive, long client, long owner, int pid) {
    boolean isOf(long client, long owner) {
        return this.client == client && this.owner == owner;
    }

    boolean overlaps(long start, long end) {
        return this.start <= end && start <= this.end;
    }

    /** Whether this one stands in the way of another owner's. */
    boolean conflicts(LockRange wanted) {
        return overlaps(wanted.start, wanted.end)
                && (exclusive || wanted.exclusive)
                && !isOf(wanted.client, wanted.owner);
    }

    LockRange part(long start, long end) {
        return new LockRange(start, end, exclusive, client, owner, pid);
    }
}
