package io.heddle.meta.internal.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

class WriteTest {
    private final Shard shard = new Shard();
    private final long file = shard.create(Shard.ROOT, "file");

    private static byte[] filled(int bytes, int value) {
        byte[] data = new byte[bytes];
        Arrays.fill(data, (byte) value);
        return data;
    }

    @Test
    void shouldReadWhatWasWritten() {
        assertEquals(0, shard.write(file, 0, Shard.bytes("hello")));
        assertEquals(5, shard.attr().size());
        assertEquals(1, shard.attr().blocks());
        assertArrayEquals(Shard.bytes("hello"), shard.read(file, 0, 100));
        assertArrayEquals(Shard.bytes("ell"), shard.read(file, 1, 3));
        assertArrayEquals(new byte[0], shard.read(file, 5, 3));
    }

    @Test
    void shouldKeepBytesAroundTheWritten() {
        shard.write(file, 0, filled(3 * 4096 + 100, 1));
        shard.write(file, 4000, filled(4300, 2));
        byte[] expected = filled(3 * 4096 + 100, 1);
        Arrays.fill(expected, 4000, 8300, (byte) 2);
        assertArrayEquals(expected, shard.read(file, 0, 1 << 20));
        assertEquals(4, shard.stat(file).blocks());
    }

    @Test
    void shouldReadZerosBetweenOldAndNewEnd() {
        shard.write(file, 0, filled(10, 1));
        shard.write(file, 20_000, filled(10, 2));
        byte[] expected = new byte[20_010];
        Arrays.fill(expected, 0, 10, (byte) 1);
        Arrays.fill(expected, 20_000, 20_010, (byte) 2);
        assertArrayEquals(expected, shard.read(file, 0, 1 << 20));
        assertEquals(2, shard.stat(file).blocks());
    }

    @Test
    void shouldTakeAndGiveOneMiBAtAnOddOffset() {
        byte[] data = new byte[1 << 20];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31 >> 3);
        }
        shard.write(file, 0, filled(8192, 9));
        assertEquals(0, shard.write(file, 4097, data));
        assertArrayEquals(data, shard.read(file, 4097, 1 << 20));
        assertArrayEquals(filled(4097, 9), shard.read(file, 0, 4097));
    }

    @Test
    void shouldAppendAtTheEnd() {
        shard.write(file, 0, filled(5000, 1));
        assertEquals(
                0,
                shard.call(
                        Opcode.WRITE,
                        file,
                        null,
                        null,
                        filled(3, 2),
                        fields -> fields.flags(Write.APPEND)));
        assertEquals(5003, shard.attr().size());
        assertArrayEquals(filled(3, 2), shard.read(file, 5000, 100));
    }

    @Test
    void shouldSetTimesAndCountChanges() {
        var before = shard.stat(file);
        shard.write(file, 0, filled(1, 1));
        var after = shard.stat(file);
        assertTrue(after.mtimeNs() > before.mtimeNs());
        assertEquals(after.mtimeNs(), after.ctimeNs());
        assertEquals(before.atimeNs(), after.atimeNs());
        assertTrue(after.changes() > before.changes());
    }

    @Test
    void shouldChangeNothingWithoutBytes() {
        var before = shard.stat(file);
        assertEquals(0, shard.write(file, 100, new byte[0]));
        assertEquals(0, shard.attr().size());
        assertEquals(before.mtimeNs(), shard.stat(file).mtimeNs());
    }

    @Test
    void shouldClearSetIdBitsWhenAsked() {
        long program = shard.create(Shard.ROOT, "program", 06755);
        shard.write(program, 0, filled(1, 1));
        assertEquals(06755, shard.stat(program).mode() & Mode.PERMISSIONS);
        shard.call(
                Opcode.WRITE,
                program,
                null,
                null,
                filled(1, 1),
                fields -> fields.flags(Write.CLEAR_SET_ID));
        assertEquals(0755, shard.stat(program).mode() & Mode.PERMISSIONS);
    }

    @Test
    void shouldRefuseWhatIsNoFileOrTooLong() {
        assertEquals(-Errno.EISDIR, shard.write(Shard.ROOT, 0, filled(1, 1)));
        assertEquals(-Errno.ENOENT, shard.write(12345, 0, filled(1, 1)));
        assertEquals(-Errno.EFBIG, shard.write(file, FileContent.MAX_BYTES, filled(1, 1)));
        assertEquals(0, shard.write(file, FileContent.MAX_BYTES - 1, filled(1, 1)));
        assertEquals(-Errno.EINVAL, shard.write(file, -1, filled(1, 1)));
    }

    @Test
    void shouldRefuseWhenFullAndStillRead() {
        shard.write(file, 0, filled(3, 1));
        shard.context.full = true;
        assertEquals(-Errno.ENOSPC, shard.write(file, 0, filled(3, 2)));
        assertArrayEquals(filled(3, 1), shard.read(file, 0, 3));
        assertEquals(0, shard.unlink(Shard.ROOT, "file"));
    }
}
