package io.heddle.meta.internal.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heddle.foreign.linux.Errno;
import io.heddle.wire.Opcode;
import io.heddle.wire.SetAttr;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.SplittableRandom;

/** A file against a byte array, at offsets and lengths that cross blocks in every way. */
class RandomFileTest {
    private static final int STEPS = 240;
    private static final int SPACE = 1 << 18;

    private Shard shard = new Shard();
    private long file = shard.create(Shard.ROOT, "file");
    private byte[] model = new byte[0];

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldBehaveAsAnArrayOfBytes(long seed) {
        var random = new SplittableRandom(seed);
        for (int step = 0; step < STEPS; step++) {
            change(random);
            check(random, "seed " + seed + " step " + step);
        }
        Consistency.check(shard);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {11, 12, 13, 14})
    void shouldBehaveAsAnArrayOfBytesOnADriveThatLosesPower(long seed) {
        var drive = new DriveBucket(seed);
        shard = new Shard(drive);
        file = shard.create(Shard.ROOT, "file");
        var random = new SplittableRandom(seed);
        for (int step = 0; step < STEPS / 3; step++) {
            String where = "seed " + seed + " step " + step;
            change(random);
            check(random, where);
            if (random.nextInt(25) == 0) {
                drive.powerCut();
                assertArrayEquals(model, shard.read(file, 0, 1 << 20), where);
            }
        }
        Consistency.check(shard);
    }

    private void change(SplittableRandom random) {
        int start = place(random);
        int bytes = 1 + place(random) / (random.nextBoolean() ? 1 : 64);
        switch (random.nextInt(6)) {
            case 0, 1 -> write(random, start, bytes, false);
            case 2 -> write(random, start, bytes, true);
            case 3 -> truncate(start);
            case 4 -> clear(start, bytes, random.nextBoolean());
            default -> allocate(start, bytes);
        }
    }

    /** Any place, but often a block's first or last byte or the end of the file. */
    private int place(SplittableRandom random) {
        int place = random.nextInt(SPACE);
        return switch (random.nextInt(4)) {
            case 0 -> place & ~4095;
            case 1 -> Math.max(0, (place & ~4095) - 1 + random.nextInt(3));
            case 2 -> Math.min(SPACE, model.length);
            default -> place;
        };
    }

    private void write(SplittableRandom random, int start, int bytes, boolean appends) {
        byte[] data = new byte[Math.min(bytes, SPACE)];
        random.nextBytes(data);
        int at = appends ? model.length : start;
        if (at + data.length > 2 * SPACE) {
            return;
        }
        assertEquals(
                0,
                shard.call(
                        Opcode.WRITE,
                        file,
                        null,
                        null,
                        data,
                        fields -> fields.a(start).flags(appends ? Write.APPEND : 0)));
        grow(at + data.length);
        System.arraycopy(data, 0, model, at, data.length);
    }

    private void truncate(int size) {
        assertEquals(0, shard.setAttributes(file, SetAttr.SIZE, fields -> fields.a(size)));
        model = Arrays.copyOf(model, size);
    }

    private void clear(int start, int bytes, boolean punches) {
        int flags = punches ? Allocate.PUNCH_HOLE | Allocate.KEEP_SIZE : Allocate.ZERO_RANGE;
        assertEquals(0, fallocate(start, bytes, flags));
        if (!punches) {
            grow(start + bytes);
        }
        if (start < model.length) {
            Arrays.fill(model, start, Math.min(model.length, start + bytes), (byte) 0);
        }
    }

    private void allocate(int start, int bytes) {
        assertEquals(0, fallocate(start, bytes, 0));
        grow(start + bytes);
    }

    private int fallocate(int start, int bytes, int flags) {
        return shard.call(
                Opcode.FALLOCATE, file, null, fields -> fields.a(start).b(bytes).flags(flags));
    }

    private void grow(int size) {
        model = Arrays.copyOf(model, Math.max(size, model.length));
    }

    private void check(SplittableRandom random, String where) {
        var attr = shard.stat(file);
        assertEquals(model.length, attr.size(), where);
        assertEquals(shard.state().blockCount(file), attr.blocks(), where);
        int from = random.nextInt(Math.max(1, model.length));
        int bytes = Math.min(model.length - from, 1 + random.nextInt(SPACE));
        assertArrayEquals(
                Arrays.copyOfRange(model, from, from + bytes),
                shard.read(file, from, bytes),
                where);
        checkSeek(from, where);
        if (random.nextInt(16) == 0) {
            assertArrayEquals(model, shard.read(file, 0, 1 << 20), where);
        }
    }

    /** Everything between the place and the next data must be zero. */
    private void checkSeek(int from, String where) {
        int status = shard.call(
                Opcode.LSEEK, file, null, fields -> fields.a(from).b(SeekData.SEEK_DATA));
        int data = status == -Errno.ENXIO ? model.length : (int) shard.replyLong(0);
        for (int i = from; i < data; i++) {
            assertEquals(0, model[i], where);
        }
    }
}
