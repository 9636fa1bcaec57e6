package io.heddle.meta.internal.ops;

import io.heddle.drive.BucketState;
import io.heddle.drive.Drive;
import io.heddle.drive.RecordWriter;
import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;
import io.heddle.wire.FsRequest;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A bucket in memory that applies records. It spoils every value it lent when the state changes. */
final class MemoryBucket implements BucketState, TestBucket {
    private final int number;
    private final TreeMap<byte[], byte[]> keys = new TreeMap<>(Arrays::compareUnsigned);
    private final TreeMap<Long, TreeMap<Long, byte[]>> files = new TreeMap<>();
    private final List<byte[]> lent = new ArrayList<>();
    private final StateStore store = new Store();
    private long sequence;

    MemoryBucket(int number) {
        this.number = number;
    }

    @Override
    public BucketState state() {
        return this;
    }

    @Override
    public void read(long inode, long firstBlock, int count, MemorySegment to, long offset) {
        readBlocks(inode, firstBlock, count, to, offset, (token, status) -> {}, 0);
    }

    /** Applies a record as the drive would. */
    @Override
    public void apply(MemorySegment record, int lengthBytes) {
        lent.forEach(bytes -> Arrays.fill(bytes, (byte) 0xEE));
        lent.clear();
        sequence++;
        long at = RecordWriter.HEADER_BYTES;
        int entries = 0;
        while (at < lengthBytes) {
            at = applyEntry(record, at);
            entries++;
        }
        if (at != lengthBytes || entries != record.get(FsRequest.INT, 12)) {
            throw new AssertionError("the record is longer than its entries");
        }
    }

    private long applyEntry(MemorySegment record, long at) {
        int kind = record.get(ValueLayout.JAVA_BYTE, at);
        int keyBytes = Short.toUnsignedInt(record.get(FsRequest.SHORT, at + 2));
        int valueBytes = record.get(FsRequest.INT, at + 4);
        at += 8;
        switch (kind) {
            case RecordWriter.PUT -> {
                if (keyBytes > StateStore.MAX_KEY_BYTES
                        || valueBytes > StateStore.MAX_VALUE_BYTES) {
                    throw new AssertionError("a key or value is too long");
                }
                keys.put(bytes(record, at, keyBytes), bytes(record, at + keyBytes, valueBytes));
                at += keyBytes + valueBytes;
            }
            case RecordWriter.DELETE -> {
                keys.remove(bytes(record, at, keyBytes));
                at += keyBytes;
            }
            case RecordWriter.WRITE -> {
                long inode = record.get(FsRequest.LONG, at);
                write(
                        inode,
                        record.get(FsRequest.LONG, at + 8),
                        bytes(record, at + 16, valueBytes));
                at += 16 + valueBytes;
            }
            case RecordWriter.PUNCH -> {
                long end = record.get(FsRequest.LONG, at + 16);
                long first = record.get(FsRequest.LONG, at + 8);
                blocks(record.get(FsRequest.LONG, at))
                        .subMap(first, end < 0 ? Long.MAX_VALUE : end)
                        .clear();
                at += 24;
            }
            default -> throw new AssertionError("entry " + kind);
        }
        return at + 7 & ~7L;
    }

    private void write(long inode, long first, byte[] payload) {
        for (int at = 0; at < payload.length; at += Drive.BLOCK_BYTES) {
            var block = Arrays.copyOf(
                    Arrays.copyOfRange(payload, at, payload.length), Drive.BLOCK_BYTES);
            blocks(inode).put(first + at / Drive.BLOCK_BYTES, block);
        }
    }

    private TreeMap<Long, byte[]> blocks(long inode) {
        return files.computeIfAbsent(inode, ignored -> new TreeMap<>());
    }

    private static byte[] bytes(MemorySegment from, long offset, int bytes) {
        return from.asSlice(offset, bytes).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Inodes that own a block, for tests that look for left-overs. */
    List<Long> filesWithBlocks() {
        return files.entrySet().stream()
                .filter(file -> !file.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public int bucket() {
        return number;
    }

    @Override
    public long sequence() {
        return sequence;
    }

    @Override
    public int epoch() {
        return 1;
    }

    @Override
    public long chain() {
        return 0;
    }

    @Override
    public long durableSequence() {
        return sequence;
    }

    @Override
    public StateStore store() {
        return store;
    }

    @Override
    public void readBlocks(
            long inode,
            long firstBlock,
            int count,
            MemorySegment to,
            long offset,
            BlocksDone done,
            long token) {
        for (int i = 0; i < count; i++) {
            var block = blocks(inode).getOrDefault(firstBlock + i, new byte[Drive.BLOCK_BYTES]);
            MemorySegment.copy(
                    MemorySegment.ofArray(block),
                    0,
                    to,
                    offset + (long) i * Drive.BLOCK_BYTES,
                    block.length);
        }
        done.onBlocks(token, 0);
    }

    @Override
    public boolean inMemory(long inode, long firstBlock, int count) {
        return true;
    }

    @Override
    public long nextBlock(long inode, long block, boolean data) {
        if (data) {
            Long next = blocks(inode).ceilingKey(block);
            return next == null ? -1 : next;
        }
        long at = block;
        while (blocks(inode).containsKey(at)) {
            at++;
        }
        return at;
    }

    @Override
    public long blockCount(long inode) {
        return blocks(inode).size();
    }

    private final class Store implements StateStore {
        @Override
        public int get(MemorySegment key, long offset, int lengthBytes, View value) {
            byte[] found = keys.get(bytes(key, offset, lengthBytes));
            if (found == null) {
                return -Errno.ENOENT;
            }
            lend(found, value);
            return found.length;
        }

        @Override
        public Cursor cursor() {
            return new MapCursor();
        }

        @Override
        public long size() {
            return keys.size();
        }
    }

    private void lend(byte[] bytes, StateStore.View view) {
        byte[] copy = bytes.clone();
        lent.add(copy);
        view.set(MemorySegment.ofArray(copy), 0, copy.length);
    }

    private final class MapCursor implements StateStore.Cursor {
        private final StateStore.View key = new StateStore.View();
        private final StateStore.View value = new StateStore.View();
        private long asOf = -1;
        private byte[] at = new byte[0];

        @Override
        public boolean seek(MemorySegment from, long offset, int lengthBytes) {
            asOf = sequence;
            return show(keys.ceilingEntry(bytes(from, offset, lengthBytes)));
        }

        @Override
        public boolean next() {
            if (asOf != sequence) {
                throw new AssertionError("the cursor is older than the last record");
            }
            return show(keys.higherEntry(at));
        }

        private boolean show(Map.@Nullable Entry<byte[], byte[]> entry) {
            if (entry == null) {
                return false;
            }
            at = entry.getKey();
            lend(at, key);
            lend(entry.getValue(), value);
            return true;
        }

        @Override
        public StateStore.View key() {
            return key;
        }

        @Override
        public StateStore.View value() {
            return value;
        }
    }
}
