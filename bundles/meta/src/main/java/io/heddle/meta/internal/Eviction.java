package io.heddle.meta.internal;

import io.heddle.drive.StateStore;
import io.heddle.meta.internal.ops.ClientEviction;
import io.heddle.meta.internal.ops.OpContext;
import io.heddle.meta.internal.ops.Operation;
import io.heddle.meta.internal.ops.StateKey;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Forgets clients that cannot come back: closes what they had open, which deletes unlinked files, and
 * drops the replies that were kept for them. After a start of the process those are all clients that
 * the state knows, since the mount of this process was the only one.
 */
final class Eviction {
    private static final int REPLIES = 128;
    private static final ValueLayout.OfLong BIG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final MetaServer server;
    private final BucketPrimary primary;
    private final ClientEviction files;
    private final Operation slice = this::evictSlice;
    private long[] clients = {};
    private int count;

    Eviction(MetaServer server, BucketPrimary primary) {
        this.server = server;
        this.primary = primary;
        files = server.memory().operations.eviction();
    }

    /** Takes note of all clients that the state knows now. */
    void collect() {
        count = 0;
        collect((byte) 'R', 1);
        collect(StateKey.OPEN, 9);
        if (count > 0) {
            server.wantTick();
        }
    }

    private void collect(byte type, int clientAt) {
        StateStore.Cursor cursor = primary.state().store().cursor();
        MemorySegment small = server.memory().small;
        small.set(ValueLayout.JAVA_BYTE, 0, type);
        boolean more = cursor.seek(small, 0, 1);
        while (more && is(cursor.key(), type)) {
            add(cursor.key().memory().get(BIG, cursor.key().offset() + clientAt));
            more = cursor.next();
        }
    }

    private static boolean is(StateStore.View key, byte type) {
        return key.lengthBytes() >= ReplyTable.KEY_BYTES
                && key.memory().get(ValueLayout.JAVA_BYTE, key.offset()) == type;
    }

    private void add(long client) {
        // Entries of a client lie together mostly, so the last one is the likely one.
        for (int i = count - 1; i >= 0; i--) {
            if (clients[i] == client) {
                return;
            }
        }
        if (count == clients.length) {
            clients = Arrays.copyOf(clients, Math.max(4, count * 2));
        }
        clients[count++] = client;
    }

    /** Forgets a bit more, with one record. */
    void tick() {
        if (count == 0) {
            return;
        }
        server.wantTick();
        RequestContext context = server.takeContext();
        if (context == null) {
            return;
        }
        context.startOwn(primary);
        int status = context.execute(slice);
        if (status == 0 && !context.recordBegun()) {
            count--;
        }
        primary.complete(context, status);
    }

    private int evictSlice(OpContext context) {
        long client = clients[count - 1];
        int open = files.check(context.bucket(), client);
        if (open > 0) {
            for (int i = 0; i < open; i++) {
                context.touch(files.inode(i));
            }
            files.apply(context.bucket(), context.record(), client, open);
            return 0;
        }
        StateStore.Cursor cursor = context.bucket().store().cursor();
        MemorySegment small = server.memory().small;
        small.set(ValueLayout.JAVA_BYTE, 0, (byte) 'R');
        small.set(BIG, 1, client);
        boolean more = cursor.seek(small, 0, 9);
        for (int i = 0; i < REPLIES && more && is(cursor.key(), (byte) 'R'); i++) {
            StateStore.View key = cursor.key();
            if (key.memory().get(BIG, key.offset() + 1) != client) {
                break;
            }
            context.record().delete(key.memory(), key.offset(), key.lengthBytes());
            more = cursor.next();
        }
        return 0;
    }

    /** Clients that are still to be forgotten. */
    int remaining() {
        return count;
    }
}
