package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;
import io.heddle.drive.StateStore;
import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The replies of executed mutations, kept in the bucket's state with the change itself, so that a
 * request that is sent again after a failover is answered and not executed again.
 *
 * <p>Key: 'R', u64 client, u64 request, big-endian, so that a client's entries lie together in the
 * order of their numbers. Value: u32 status, u32 0, the body.
 */
final class ReplyTable {
    static final int MAX_BODY_BYTES = 1024;
    static final int KEY_BYTES = 17;
    private static final int VALUE_HEAD_BYTES = 8;

    /** More than one, so that a client that was ahead of its watermark is cleaned up in the end. */
    private static final int DELETES = 4;

    private static final ValueLayout.OfLong BIG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MemorySegment memory;
    private final StateStore store;
    private final StateStore.Cursor cursor;
    private final StateStore.View found = new StateStore.View();

    /** @param memory of the shard, for keys and values during a call */
    ReplyTable(BucketState state, MemorySegment memory) {
        this.memory = memory;
        store = state.store();
        cursor = store.cursor();
    }

    /** Looks a reply up. @return the length of its body, or -ENOENT */
    int find(long client, long request) {
        key(client, request);
        int bytes = store.get(memory, 0, KEY_BYTES, found);
        return bytes < 0 ? bytes : bytes - VALUE_HEAD_BYTES;
    }

    /** The status of the reply that {@link #find} found. */
    int status() {
        return found.memory().get(FsRequest.INT, found.offset());
    }

    /** Copies the body of the reply that {@link #find} found. */
    void copyBody(MemorySegment to, int bytes) {
        MemorySegment.copy(found.memory(), found.offset() + VALUE_HEAD_BYTES, to, 0, bytes);
    }

    /** Adds the reply to the record of its change and deletes what the client will not ask for again. */
    void add(
            RecordWriter record, FsRequest request, int status, MemorySegment body, int bodyBytes) {
        long client = request.client();
        deleteBelow(record, client, request.watermark());
        key(client, request.request());
        int value = 64;
        memory.set(FsRequest.INT, value, status);
        memory.set(FsRequest.INT, value + 4, 0);
        MemorySegment.copy(body, 0, memory, value + VALUE_HEAD_BYTES, bodyBytes);
        record.put(memory, 0, KEY_BYTES, memory, value, VALUE_HEAD_BYTES + bodyBytes);
    }

    private void deleteBelow(RecordWriter record, long client, long watermark) {
        if (watermark == 0) {
            return;
        }
        key(client, 0);
        int deleted = 0;
        boolean more = cursor.seek(memory, 0, KEY_BYTES);
        while (more && deleted < DELETES && isBelow(cursor.key(), client, watermark)) {
            record.delete(cursor.key().memory(), cursor.key().offset(), KEY_BYTES);
            deleted++;
            more = cursor.next();
        }
    }

    private static boolean isBelow(StateStore.View key, long client, long watermark) {
        return key.lengthBytes() == KEY_BYTES
                && key.memory().get(ValueLayout.JAVA_BYTE, key.offset()) == 'R'
                && key.memory().get(BIG, key.offset() + 1) == client
                && key.memory().get(BIG, key.offset() + 9) < watermark;
    }

    private void key(long client, long request) {
        memory.set(ValueLayout.JAVA_BYTE, 0, (byte) 'R');
        memory.set(BIG, 1, client);
        memory.set(BIG, 9, request);
    }
}
