package io.heddle.meta.internal;

import io.heddle.drive.StateStore;
import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;

/** Keys of transactions: 'T', 'P' for a promised step or 'D' for a decision, u64 transaction, u32 index. */
final class TransactionKey {
    static final int BYTES = 14;

    /** The first two bytes as a little-endian number. */
    static final short PREPARED = 'T' | 'P' << 8;

    static final short DECISION = 'T' | 'D' << 8;

    private TransactionKey() {}

    /** Writes a key to the beginning of the memory. */
    static void set(MemorySegment memory, short kind, long transaction, int index) {
        memory.set(FsRequest.SHORT, 0, kind);
        memory.set(FsRequest.LONG, 2, transaction);
        memory.set(FsRequest.INT, 10, index);
    }

    static boolean is(StateStore.View key, short kind) {
        return key.lengthBytes() == BYTES
                && key.memory().get(FsRequest.SHORT, key.offset()) == kind;
    }

    static long transaction(StateStore.View key) {
        return key.memory().get(FsRequest.LONG, key.offset() + 2);
    }
}
