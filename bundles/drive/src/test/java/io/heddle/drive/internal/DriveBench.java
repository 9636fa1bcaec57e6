package io.heddle.drive.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.Drive;
import io.heddle.drive.Drives.DriveConfig;
import io.heddle.drive.RecordDone;
import io.heddle.drive.RecordWriter;
import io.heddle.drive.StateStore;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** A drive on a simulated disk, with short words for what tests do to it. */
final class DriveBench implements AutoCloseable {
    static final long CLUSTER = 0xC105;

    final SimWorld world;
    final DriveConfig config;
    final Arena arena = Arena.ofConfined();
    final RecordWriter writer = new RecordWriter(arena.allocate(RecordWriter.MAX_BYTES, 4096));
    final MemorySegment scratch = arena.allocate(2 << 20, 4096);
    SimLoop loop;
    Drive drive;
    int acknowledged;
    int failed;
    int appended;
    long cacheBytes = 1 << 20;
    private final RecordDone counting = (token, status) -> {
        if (status == 0) {
            acknowledged++;
        } else {
            failed++;
        }
    };

    DriveBench(long seed, long capacityBytes) {
        this(seed, capacityBytes, 4 << 20);
    }

    DriveBench(long seed, long capacityBytes, long journalBytes) {
        world = new SimWorld(seed);
        config = new DriveConfig(3, CLUSTER, capacityBytes, journalBytes);
        loop = world.loop("server 3");
        open();
    }

    void open() {
        drive = DriveEngine.open(loop.env(), config, cacheBytes);
        loop.run(() -> loop.add(drive));
        acknowledged = 0;
        failed = 0;
        appended = 0;
    }

    /** Ends the process without a word and opens the drive again. */
    void crash() {
        loop = world.restart(loop);
        ((DriveEngine) drive).release();
        open();
    }

    /** The power goes; unflushed writes are dropped, torn or kept. */
    void powerCut() {
        loop.powerCut();
        loop = world.restart(loop);
        ((DriveEngine) drive).release();
        open();
    }

    void settle() {
        if (!world.runUntil(() -> acknowledged + failed == appended)) {
            throw new AssertionError(acknowledged + " of " + appended
                    + " records were acknowledged, " + failed + " failed");
        }
    }

    /** Writes a checkpoint and waits for it. */
    void checkpoint() {
        boolean[] done = {false};
        loop.run(() -> drive.checkpoint(() -> done[0] = true));
        if (!world.runUntil(() -> done[0])) {
            throw new AssertionError("the checkpoint does not end, " + world);
        }
    }

    DriveBench begin(int bucket) {
        BucketState state = drive.bucket(bucket);
        writer.begin(bucket, Math.max(1, state.epoch()), state.sequence() + 1, state.chain(), 0, 0);
        return this;
    }

    DriveBench put(String key, String value) {
        byte[] k = key.getBytes(StandardCharsets.US_ASCII);
        byte[] v = value.getBytes(StandardCharsets.US_ASCII);
        MemorySegment.copy(k, 0, scratch, ValueLayout.JAVA_BYTE, 0, k.length);
        MemorySegment.copy(v, 0, scratch, ValueLayout.JAVA_BYTE, 512, v.length);
        writer.put(scratch, 0, k.length, scratch, 512, v.length);
        return this;
    }

    DriveBench delete(String key) {
        byte[] k = key.getBytes(StandardCharsets.US_ASCII);
        MemorySegment.copy(k, 0, scratch, ValueLayout.JAVA_BYTE, 0, k.length);
        writer.delete(scratch, 0, k.length);
        return this;
    }

    /** Fills blocks with a pattern of {@code mark}. */
    DriveBench write(long inode, long block, int bytes, long mark) {
        for (int at = 0; at < bytes; at += 8) {
            scratch.set(ValueLayout.JAVA_LONG, at, pattern(mark, at));
        }
        writer.write(inode, block, scratch, 0, bytes);
        return this;
    }

    DriveBench punch(long inode, long first, long end) {
        writer.punch(inode, first, end);
        return this;
    }

    int append() {
        return append(counting, 0);
    }

    int append(RecordDone done, long token) {
        int bytes = writer.end();
        int[] result = {0};
        loop.run(() -> result[0] = drive.append(writer.memory(), 0, bytes, done, token));
        int status = result[0];
        if (status == 0) {
            appended++;
        }
        return status;
    }

    String get(int bucket, String key) {
        byte[] k = key.getBytes(StandardCharsets.US_ASCII);
        MemorySegment.copy(k, 0, scratch, ValueLayout.JAVA_BYTE, 0, k.length);
        var view = new StateStore.View();
        if (drive.bucket(bucket).store().get(scratch, 0, k.length, view) < 0) {
            return null;
        }
        byte[] value = view.memory()
                .asSlice(view.offset(), view.lengthBytes())
                .toArray(ValueLayout.JAVA_BYTE);
        return new String(value, StandardCharsets.US_ASCII);
    }

    /** Reads blocks; the memory is valid until the next call. */
    MemorySegment read(int bucket, long inode, long block, int count) {
        int[] status = {1};
        drive.bucket(bucket)
                .readBlocks(inode, block, count, scratch, 0, (token, s) -> status[0] = s, 0);
        world.runUntil(() -> status[0] != 1);
        return status[0] == 0 ? scratch : MemorySegment.NULL;
    }

    /** The mark with which a block was filled, 0 for zeros, -1 for something else, -2 for an error. */
    long mark(int bucket, long inode, long block) {
        MemorySegment memory = read(bucket, inode, block, 1);
        if (memory.equals(MemorySegment.NULL)) {
            return -2;
        }
        return markOf(memory, 0);
    }

    /** The mark of a whole block in memory. */
    static long markOf(MemorySegment memory, long offset) {
        long mark = memory.get(ValueLayout.JAVA_LONG, offset) >>> 24;
        long base = memory.get(ValueLayout.JAVA_LONG, offset) & 0xffffff;
        for (int at = 0; at < 4096; at += 8) {
            long expected = mark == 0 ? 0 : pattern(mark, (int) base + at);
            if (memory.get(ValueLayout.JAVA_LONG, offset + at) != expected) {
                return -1;
            }
        }
        return mark;
    }

    private static long pattern(long mark, int at) {
        return mark << 24 | at;
    }

    @Override
    public void close() {
        loop.kill();
        ((DriveEngine) drive).release();
        arena.close();
    }
}
