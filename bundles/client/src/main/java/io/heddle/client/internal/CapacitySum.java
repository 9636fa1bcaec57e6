package io.heddle.client.internal;

import io.heddle.client.Client.Completion;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.BucketMap;
import io.heddle.layout.InodeId;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/**
 * Asks every server for its share and adds the shares up: STATFS is the one operation of no single
 * bucket. A file system with a limit shows that and what is left of it, when that is less than what the
 * cluster has. One sum at a time; who asks meanwhile gets the next one.
 */
final class CapacitySum implements Completion {
    /** Capacity, free, inodes, free inodes: what is answered. */
    private static final int VALUES = 4;

    /** And what the file system uses: what is added up. */
    private static final int SUMS = 5;

    private static final int USED_AT = 32;
    private static final int LIMIT_AT = 40;

    /** @param root of the file system, 0 for the cluster alone */
    private record Waiter(Completion done, long token, long root) {}

    private final RoutedClient client;
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private final MemorySegment head;
    private final MemorySegment sum;
    private final FsRequest request = new FsRequest();
    private @Nullable Waiter current;
    private long limit;
    private int bucket;

    CapacitySum(RoutedClient client, Arena arena) {
        this.client = client;
        head = arena.allocate(FsRequest.HEADER_BYTES, Long.BYTES);
        sum = arena.allocate(SUMS * Long.BYTES, Long.BYTES);
    }

    void start(Completion done, long token, long root) {
        waiters.add(new Waiter(done, token, root));
        if (current == null) {
            next();
        }
    }

    private void next() {
        current = waiters.poll();
        if (current != null) {
            sum.fill((byte) 0);
            limit = -1;
            bucket = 0;
            ask();
        }
    }

    private void ask() {
        Waiter waiter = current;
        long root = waiter == null ? 0 : waiter.root();
        request.begin(head, 0).inode(InodeId.of(bucket, 1)).inode2(root);
        client.submitOne(Opcode.STATFS, head, FsRequest.HEADER_BYTES, this);
    }

    @Override
    public void onDone(long token, int status, MemorySegment body, long offset, int bytes) {
        if (status < 0 || bytes < VALUES * Long.BYTES) {
            end(status < 0 ? status : -Errno.EIO);
            return;
        }
        for (int i = 0; i < SUMS && (i + 1) * Long.BYTES <= bytes; i++) {
            long at = (long) i * Long.BYTES;
            sum.set(
                    FsRequest.LONG,
                    at,
                    sum.get(FsRequest.LONG, at) + body.get(FsRequest.LONG, offset + at));
        }
        if (bytes >= LIMIT_AT + Long.BYTES) {
            limit = body.get(FsRequest.LONG, offset + LIMIT_AT);
        }
        BucketMap map = client.map();
        if (map == null) {
            end(-Errno.EIO);
            return;
        }
        do {
            bucket++;
        } while (bucket < map.bucketCount() && isKnown(map));
        if (bucket < map.bucketCount()) {
            ask();
        } else {
            end(0);
        }
    }

    /** Whether an earlier bucket has the same primary, which was asked then. */
    private boolean isKnown(BucketMap map) {
        int primary = map.of(bucket).primary();
        for (int earlier = 0; earlier < bucket; earlier++) {
            if (map.of(earlier).primary() == primary) {
                return true;
            }
        }
        return primary < 0;
    }

    private void limit() {
        if (limit >= 0) {
            long left = Math.max(0, limit - sum.get(FsRequest.LONG, USED_AT));
            sum.set(FsRequest.LONG, 0, Math.min(limit, sum.get(FsRequest.LONG, 0)));
            sum.set(FsRequest.LONG, 8, Math.min(left, sum.get(FsRequest.LONG, 8)));
        }
    }

    private void end(int status) {
        limit();
        Waiter waiter = current;
        current = null;
        if (waiter != null) {
            waiter.done()
                    .onDone(waiter.token(), status, sum, 0, status < 0 ? 0 : VALUES * Long.BYTES);
        }
        if (current == null) {
            next();
        }
    }
}
