package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordReader;
import io.heddle.drive.RecordWriter;
import io.heddle.drive.StateStore;
import io.heddle.layout.InodeId;
import io.heddle.meta.internal.ops.StateKey;
import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * How many blocks each file system uses in a bucket. It is the sum over its inodes, added up when the
 * bucket begins to serve; then every record tells what it changes. So nothing about it is on the drive,
 * and no operation can forget to count.
 */
final class BucketUsage {
    /** Where {@link io.heddle.wire.Attr} has the blocks. */
    private static final long BLOCKS_AT = 16;

    private static final int KEY_BYTES = 1 + Long.BYTES;
    private static final ValueLayout.OfLong BIG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final BucketState state;
    private final MemorySegment key;
    private final RecordReader reader = new RecordReader();
    private final StateStore.View view = new StateStore.View();
    private long[] used = new long[1];

    // What the record at hand changes: inodes, and their blocks before and after it.
    private long[] inodes = new long[8];
    private long[] before = new long[8];
    private long[] after = new long[8];
    private int count;

    /** @param memory of the shard, for a key during a call */
    BucketUsage(BucketState state, MemorySegment memory) {
        this.state = state;
        key = memory;
    }

    /** Adds up what the state holds. */
    void load() {
        Arrays.fill(used, 0);
        StateStore.Cursor cursor = state.store().cursor();
        key.set(ValueLayout.JAVA_BYTE, 0, StateKey.INODE);
        boolean more = cursor.seek(key, 0, 1);
        while (more && isInode(cursor.key().memory(), cursor.key().offset(), KEY_BYTES)) {
            StateStore.View value = cursor.value();
            add(
                    cursor.key().memory().get(BIG, cursor.key().offset() + 1),
                    value.memory().get(FsRequest.LONG, value.offset() + BLOCKS_AT));
            more = cursor.next();
        }
    }

    /** Looks at a record that is about to be appended. */
    void look(MemorySegment record, int bytes) {
        count = 0;
        if (reader.wrap(record, 0, bytes) != 0) {
            return; // It will not be appended.
        }
        while (reader.next()) {
            int kind = reader.kind();
            boolean puts = kind == RecordWriter.PUT;
            if ((puts || kind == RecordWriter.DELETE)
                    && isInode(record, reader.keyOffset(), reader.keyBytes())) {
                int at = at(record);
                after[at] = puts ? record.get(FsRequest.LONG, reader.valueOffset() + BLOCKS_AT) : 0;
            }
        }
    }

    /** The place of the entry's inode; an inode that comes again counts once. */
    private int at(MemorySegment record) {
        long inode = record.get(BIG, reader.keyOffset() + 1);
        for (int i = 0; i < count; i++) {
            if (inodes[i] == inode) {
                return i;
            }
        }
        if (count == inodes.length) {
            inodes = Arrays.copyOf(inodes, count * 2);
            before = Arrays.copyOf(before, count * 2);
            after = Arrays.copyOf(after, count * 2);
        }
        int found = state.store().get(record, reader.keyOffset(), KEY_BYTES, view);
        inodes[count] = inode;
        before[count] =
                found < 0 ? 0 : view.memory().get(FsRequest.LONG, view.offset() + BLOCKS_AT);
        return count++;
    }

    /** The record of the last {@link #look} was appended. */
    void apply() {
        for (int i = 0; i < count; i++) {
            if (before[i] != after[i]) {
                add(inodes[i], after[i] - before[i]);
            }
        }
        count = 0;
    }

    /** Blocks that a file system uses. */
    long blocks(int fileSystem) {
        return fileSystem < used.length ? used[fileSystem] : 0;
    }

    private void add(long inode, long blocks) {
        int fileSystem = InodeId.fileSystem(inode);
        if (fileSystem >= used.length) {
            used = Arrays.copyOf(used, fileSystem + 1);
        }
        used[fileSystem] += blocks;
    }

    private static boolean isInode(MemorySegment memory, long at, int bytes) {
        return bytes == KEY_BYTES && memory.get(ValueLayout.JAVA_BYTE, at) == StateKey.INODE;
    }
}
