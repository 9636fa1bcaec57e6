package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.Drive;
import io.heddle.drive.RecordDone;
import io.heddle.drive.RecordWriter;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.Env;
import io.heddle.runtime.Timer;
import io.heddle.wire.FsRequest;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** A drive that keeps everything in memory and takes a while until a record is durable. */
final class MemoryDrive implements Drive {
    /** What outlives a power cut: the durable records of each bucket, in order. */
    static final class Medium {
        final TreeMap<Integer, List<byte[]>> durable = new TreeMap<>();
    }

    private record Pending(MemoryBucket bucket, byte[] record, RecordDone done, long token) {}

    private final Medium medium;
    private final Env env;
    private final Timer timer;
    private final long latencyNs;
    private final TreeMap<Integer, MemoryBucket> buckets = new TreeMap<>();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    long capacityBytes = 1L << 30;
    private @Nullable String failure;

    MemoryDrive(Medium medium, Env env, long latencyNs) {
        this.medium = medium;
        this.env = env;
        this.latencyNs = latencyNs;
        timer = env.timer(this::complete);
        medium.durable.forEach((number, records) -> {
            var bucket = bucket(number);
            records.forEach(bucket::apply);
            bucket.records.addAll(records);
            bucket.durable = bucket.sequence;
        });
    }

    @Override
    public MemoryBucket bucket(int bucket) {
        return buckets.computeIfAbsent(bucket, MemoryBucket::new);
    }

    @Override
    public List<BucketState> buckets() {
        return List.copyOf(buckets.values());
    }

    @Override
    public int append(
            MemorySegment record, long offset, int lengthBytes, RecordDone done, long token) {
        if (failure != null) {
            return -Errno.EIO;
        }
        byte[] bytes = record.asSlice(offset, lengthBytes).toArray(ValueLayout.JAVA_BYTE);
        var bucket = bucket(Records.bucket(record, offset));
        MemorySegment copy = MemorySegment.ofArray(bytes);
        if (copy.get(FsRequest.INT, 8) < bucket.epoch) {
            return -Errno.ESTALE;
        }
        if (Records.sequence(copy, 0) != bucket.sequence + 1
                || copy.get(FsRequest.LONG, 24) != bucket.chain) {
            return -Errno.EINVAL;
        }
        bucket.apply(bytes);
        bucket.records.add(bytes);
        pending.add(new Pending(bucket, bytes, done, token));
        if (!timer.isArmed()) {
            timer.startAt(env.nanoTime() + latencyNs);
        }
        return 0;
    }

    private void complete() {
        int count = pending.size();
        for (int i = 0; i < count; i++) {
            Pending next = pending.remove();
            next.bucket.durable++;
            medium.durable
                    .computeIfAbsent(next.bucket.number, key -> new ArrayList<>())
                    .add(next.record);
            next.done.onRecord(next.token, failure == null ? 0 : -Errno.EIO);
        }
        if (!pending.isEmpty() && !timer.isArmed()) {
            timer.startAt(env.nanoTime() + latencyNs);
        }
    }

    void fail(String why) {
        failure = why;
    }

    @Override
    public boolean admits(long payloadBytes, boolean freesSpace) {
        return freesSpace || payloadBytes <= freeBytes();
    }

    @Override
    public long capacityBytes() {
        return capacityBytes;
    }

    @Override
    public long freeBytes() {
        long used = 0;
        for (var bucket : buckets.values()) {
            used += bucket.blocks.size() * (long) BLOCK_BYTES;
        }
        return capacityBytes - used;
    }

    @Override
    public int readRecords(
            int bucket, long sequence, MemorySegment to, long offset, int capacityBytes) {
        int at = 0;
        for (byte[] record : bucket(bucket).records) {
            if (Records.sequence(MemorySegment.ofArray(record), 0) >= sequence
                    && at + 4 + record.length <= capacityBytes) {
                to.set(FsRequest.INT, offset + at, record.length);
                MemorySegment.copy(
                        record, 0, to, ValueLayout.JAVA_BYTE, offset + at + 4, record.length);
                at += 4 + record.length;
            }
        }
        return at;
    }

    @Override
    public void committed(int bucket, long sequence) {
        bucket(bucket).committed = Math.max(bucket(bucket).committed, sequence);
    }

    @Override
    public long memoryBytes() {
        return 0; // Its state is on the heap.
    }

    @Override
    public @Nullable String failure() {
        return failure;
    }

    @Override
    public void checkpoint(Runnable done) {
        done.run();
    }

    @Override
    public String name() {
        return "drive";
    }

    static final class MemoryBucket implements BucketState {
        final int number;
        final TreeStore keys = new TreeStore();
        final TreeMap<Long, TreeMap<Long, byte[]>> files = new TreeMap<>();
        final List<byte[]> blocks = new ArrayList<>();
        final List<byte[]> records = new ArrayList<>();
        long sequence;
        int epoch;
        long chain;
        long durable;
        long committed;

        MemoryBucket(int number) {
            this.number = number;
        }

        void apply(byte[] record) {
            MemorySegment memory = MemorySegment.ofArray(record);
            sequence = Records.sequence(memory, 0);
            epoch = memory.get(FsRequest.INT, 8);
            var crc = new CRC32C();
            crc.update(record);
            chain = crc.getValue();
            int entries = memory.get(FsRequest.INT, 12);
            int at = RecordWriter.HEADER_BYTES;
            for (int i = 0; i < entries; i++) {
                at = entry(memory, at);
            }
        }

        private int entry(MemorySegment memory, int at) {
            int kind = memory.get(ValueLayout.JAVA_BYTE, at);
            int keyBytes = Short.toUnsignedInt(memory.get(FsRequest.SHORT, at + 2));
            int valueBytes = memory.get(FsRequest.INT, at + 4);
            int body = at + 8;
            int end;
            switch (kind) {
                case RecordWriter.PUT -> {
                    keys.put(
                            slice(memory, body, keyBytes),
                            slice(memory, body + keyBytes, valueBytes));
                    end = body + keyBytes + valueBytes;
                }
                case RecordWriter.DELETE -> {
                    keys.remove(slice(memory, body, keyBytes));
                    end = body + keyBytes;
                }
                case RecordWriter.WRITE -> {
                    write(memory, body, valueBytes);
                    end = body + 16 + valueBytes;
                }
                case RecordWriter.PUNCH -> {
                    long last = memory.get(FsRequest.LONG, body + 16);
                    var file = files.get(memory.get(FsRequest.LONG, body));
                    if (file != null) {
                        file.subMap(
                                        memory.get(FsRequest.LONG, body + 8),
                                        last < 0 ? Long.MAX_VALUE : last)
                                .clear();
                    }
                    end = body + 24;
                }
                default -> throw new IllegalStateException("entry " + kind);
            }
            return end + 7 & ~7;
        }

        private void write(MemorySegment memory, int body, int bytes) {
            var file =
                    files.computeIfAbsent(memory.get(FsRequest.LONG, body), key -> new TreeMap<>());
            long first = memory.get(FsRequest.LONG, body + 8);
            for (int done = 0; done < bytes; done += BLOCK_BYTES) {
                var block = new byte[BLOCK_BYTES];
                int length = Math.min(BLOCK_BYTES, bytes - done);
                MemorySegment.copy(
                        memory, ValueLayout.JAVA_BYTE, body + 16 + done, block, 0, length);
                file.put(first + done / BLOCK_BYTES, block);
            }
        }

        private static byte[] slice(MemorySegment memory, int at, int bytes) {
            return memory.asSlice(at, bytes).toArray(ValueLayout.JAVA_BYTE);
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
            return epoch;
        }

        @Override
        public long chain() {
            return chain;
        }

        @Override
        public long durableSequence() {
            return durable;
        }

        @Override
        public TreeStore store() {
            return keys;
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
            var file = files.getOrDefault(inode, new TreeMap<>());
            for (int i = 0; i < count; i++) {
                byte[] block = file.getOrDefault(firstBlock + i, new byte[BLOCK_BYTES]);
                MemorySegment.copy(
                        block,
                        0,
                        to,
                        ValueLayout.JAVA_BYTE,
                        offset + (long) i * BLOCK_BYTES,
                        BLOCK_BYTES);
            }
            done.onBlocks(token, 0);
        }

        @Override
        public boolean inMemory(long inode, long firstBlock, int count) {
            return true;
        }

        @Override
        public long nextBlock(long inode, long block, boolean data) {
            var file = files.getOrDefault(inode, new TreeMap<>());
            if (data) {
                Long next = file.ceilingKey(block);
                return next == null ? -1 : next;
            }
            long hole = block;
            while (file.containsKey(hole)) {
                hole++;
            }
            return hole;
        }

        @Override
        public long blockCount(long inode) {
            return files.getOrDefault(inode, new TreeMap<>()).size();
        }
    }
}
