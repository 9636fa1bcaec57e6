package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;
import io.heddle.drive.StateStore;
import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/** How often each client has an inode open: what keeps an inode without a name alive. */
final class OpenCounts {
    private final StateKey key;
    private final MemorySegment value;
    private final StateStore.View view = new StateStore.View();
    private final Cursors cursors;

    OpenCounts(SegmentAllocator allocator, Cursors cursors) {
        key = new StateKey(allocator);
        value = allocator.allocate(FsRequest.LONG);
        this.cursors = cursors;
    }

    /** How often the client has it open. */
    long of(BucketState bucket, long inode, long client) {
        return key.open(inode, client).get(bucket.store(), view) < 0 ? 0 : StateKey.value(view);
    }

    /** Sets the count; 0 deletes it. */
    void put(RecordWriter record, long inode, long client, long count) {
        key.open(inode, client);
        if (count == 0) {
            key.delete(record);
            return;
        }
        value.set(FsRequest.LONG, 0, count);
        key.put(record, value, 0, Long.BYTES);
    }

    /** Whether a client other than this one has it open. */
    boolean isOpenElsewhere(BucketState bucket, long inode, long client) {
        var cursor = cursors.of(bucket);
        boolean more = key.number(StateKey.OPEN, inode).seek(cursor);
        while (more && StateKey.matches(cursor.key(), StateKey.OPEN, inode)) {
            if (StateKey.secondNumber(cursor.key()) != client) {
                return true;
            }
            more = cursor.next();
        }
        return false;
    }
}
