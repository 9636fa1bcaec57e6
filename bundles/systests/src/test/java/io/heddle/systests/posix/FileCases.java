package io.heddle.systests.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Files: content, attributes, extended attributes, locks. */
final class FileCases {
    private static final int PUNCH = 3;
    private static final int ZERO = 16;

    private final Calls calls;

    FileCases(Calls calls) {
        this.calls = calls;
    }

    private int make(String path) {
        int fd = calls.open(path, Calls.O_CREAT | Calls.O_EXCL | Calls.O_RDWR);
        assertTrue(fd >= 0, "open of " + path + " gives " + fd);
        return fd;
    }

    void opening() {
        int fd = make("file");
        calls.pwrite(fd, new byte[5000], 0);
        calls.close(fd);
        int exclusive = Calls.O_CREAT | Calls.O_EXCL | Calls.O_WRONLY;
        assertEquals(-Errno.EEXIST, calls.open("file", exclusive));
        fd = calls.open("file", Calls.O_CREAT | Calls.O_WRONLY);
        assertEquals(5000, calls.stat(fd).size());
        calls.close(fd);
        fd = calls.open("file", Calls.O_CREAT | Calls.O_TRUNC | Calls.O_WRONLY);
        assertEquals(0, calls.stat(fd).size());
        calls.close(fd);
        assertEquals(-Errno.ENOTDIR, calls.open("file", Calls.O_DIRECTORY));
        assertEquals(-Errno.ENOENT, calls.open("missing", Calls.O_RDWR));
        calls.mkdir("dir", 0755);
        assertEquals(-Errno.EISDIR, calls.open("dir", Calls.O_WRONLY));
        assertEquals(-Errno.EISDIR, calls.open("dir", Calls.O_CREAT | Calls.O_WRONLY));
    }

    void appending() {
        int one = calls.open("file", Calls.O_CREAT | Calls.O_WRONLY | Calls.O_APPEND);
        int two = calls.open("file", Calls.O_RDWR | Calls.O_APPEND);
        for (byte i = 0; i < 100; i++) {
            calls.write(i % 2 == 0 ? one : two, new byte[] {i, i, i});
        }
        byte[] content = calls.pread(two, 1000, 0);
        assertEquals(300, content.length);
        for (int i = 0; i < 300; i++) {
            assertEquals(i / 3, content[i]);
        }
        calls.close(one);
        calls.close(two);
    }

    void modes() {
        int fd = make("file");
        var before = calls.stat(fd);
        calls.tick();
        assertEquals(0, calls.chmod("file", 06711));
        assertEquals(06711, calls.stat(fd).permissions());
        assertTrue(calls.stat(fd).changed() > before.changed());
        assertEquals(before.modified(), calls.stat(fd).modified());
        assertEquals(0, calls.chown("file", 1001, 1002));
        assertEquals(1001, calls.stat(fd).uid());
        assertEquals(1002, calls.stat(fd).gid());
        assertEquals(0711, calls.stat(fd).permissions(), "another owner, no set-id bits");
        calls.chmod("file", 06777);
        calls.as(1003, 1003, () -> {
            int theirs = calls.open("file", Calls.O_WRONLY);
            assertEquals(1, calls.pwrite(theirs, new byte[1], 0));
            calls.close(theirs);
        });
        assertEquals(0777, calls.stat("file").permissions(), "written by somebody else");
        calls.close(fd);
    }

    void times() {
        int fd = make("file");
        assertEquals(0, calls.utimens("file", 1_000, 123_456_789, 2_000_000_000_000L / 1000, 1));
        assertEquals(1_000_123_456_789L, calls.stat(fd).accessed());
        assertEquals(2_000_000_000_000_000_001L, calls.stat(fd).modified());
        calls.utimens("file", 0, Calls.UTIME_OMIT, 5, 6);
        assertEquals(1_000_123_456_789L, calls.stat(fd).accessed());
        assertEquals(5_000_000_006L, calls.stat(fd).modified());
        calls.utimens("file", 0, Calls.UTIME_NOW, 0, Calls.UTIME_OMIT);
        assertTrue(calls.stat(fd).accessed() > 1_500_000_000_000_000_000L);
        assertEquals(5_000_000_006L, calls.stat(fd).modified());
        var before = calls.stat(fd);
        calls.tick();
        calls.pwrite(fd, new byte[1], 0);
        calls.fsync(fd);
        assertTrue(calls.stat(fd).modified() > before.modified());
        calls.close(fd);
    }

    void sizes() {
        int fd = make("file");
        byte[] data = new byte[10_000];
        Arrays.fill(data, (byte) 7);
        calls.pwrite(fd, data, 0);
        assertEquals(0, calls.ftruncate(fd, 5000));
        assertEquals(0, calls.truncate("file", 9000));
        assertArrayEquals(
                Arrays.copyOf(Arrays.copyOf(data, 5000), 9000), calls.pread(fd, 10_000, 0));
        assertEquals(0, calls.ftruncate(fd, 1L << 40));
        assertEquals(1L << 40, calls.stat(fd).size());
        assertTrue(calls.stat(fd).blocks() <= 32, "a hole takes no space");
        assertEquals(1, calls.pwrite(fd, new byte[] {1}, (1L << 40) - 1));
        assertArrayEquals(new byte[] {0, 1}, calls.pread(fd, 10, (1L << 40) - 2));
        assertEquals(-Errno.EINVAL, calls.ftruncate(fd, -1));
        calls.mkdir("dir", 0755);
        assertEquals(-Errno.EISDIR, calls.truncate("dir", 0));
        assertEquals(0, calls.fsync(fd));
        calls.close(fd);
    }

    void holes() {
        int fd = make("file");
        calls.pwrite(fd, filled(65_536, 1), 1 << 20);
        calls.ftruncate(fd, 4 << 20);
        calls.fsync(fd);
        assertEquals(1 << 20, calls.lseek(fd, 0, 3));
        assertEquals((1 << 20) + 65_536, calls.lseek(fd, 1 << 20, 4));
        assertEquals(-Errno.ENXIO, calls.lseek(fd, 2 << 20, 3));
        assertEquals(-Errno.ENXIO, calls.lseek(fd, 4 << 20, 4));
        long blocks = calls.stat(fd).blocks();
        assertEquals(0, calls.fallocate(fd, PUNCH, (1 << 20) + 100, 40_000));
        byte[] expected = filled(65_536, 1);
        Arrays.fill(expected, 100, 40_100, (byte) 0);
        assertArrayEquals(expected, calls.pread(fd, 65_536, 1 << 20));
        assertTrue(calls.stat(fd).blocks() < blocks);
        assertEquals(4 << 20, calls.stat(fd).size());
        assertEquals(0, calls.fallocate(fd, ZERO, (1 << 20) + 50_000, 10_001));
        Arrays.fill(expected, 50_000, 60_001, (byte) 0);
        assertArrayEquals(expected, calls.pread(fd, 65_536, 1 << 20));
        assertEquals(0, calls.fallocate(fd, 0, 0, 5 << 20));
        assertEquals(5 << 20, calls.stat(fd).size());
        assertEquals(0, calls.fallocate(fd, 1, 5 << 20, 1 << 20));
        assertEquals(5 << 20, calls.stat(fd).size());
        calls.close(fd);
    }

    /** Random changes at odd places, against an array of bytes. */
    void randomContent() {
        long seed = 42;
        var random = new SplittableRandom(seed);
        byte[] model = new byte[0];
        int fd = make("file");
        for (int step = 0; step < 300; step++) {
            String where = "seed " + seed + " step " + step;
            int at = random.nextInt(600_000);
            int bytes = 1 + random.nextInt(random.nextBoolean() ? 300_000 : 5000);
            switch (random.nextInt(5)) {
                case 0 -> {
                    assertEquals(0, calls.ftruncate(fd, at), where);
                    model = Arrays.copyOf(model, at);
                }
                case 1 -> {
                    assertEquals(0, calls.fallocate(fd, PUNCH, at, bytes), where);
                    if (at < model.length) {
                        Arrays.fill(model, at, Math.min(model.length, at + bytes), (byte) 0);
                    }
                }
                default -> {
                    byte[] data = new byte[bytes];
                    random.nextBytes(data);
                    assertEquals(bytes, calls.pwrite(fd, data, at), where);
                    model = Arrays.copyOf(model, Math.max(model.length, at + bytes));
                    System.arraycopy(data, 0, model, at, bytes);
                }
            }
            int from = random.nextInt(model.length + 1);
            int count = Math.min(model.length - from, random.nextInt(200_000));
            assertArrayEquals(
                    Arrays.copyOfRange(model, from, from + count),
                    calls.pread(fd, count, from),
                    where);
        }
        calls.close(fd);
        fd = calls.open("file", Calls.O_RDONLY);
        assertArrayEquals(model, calls.pread(fd, 1 << 20, 0), "opened again");
        calls.close(fd);
    }

    void extendedAttributes() {
        calls.close(make("file"));
        assertEquals(0, calls.setxattr("file", "user.one", new byte[] {1, 2, 3}, 0));
        assertEquals(3, calls.getxattr("file", "user.one", 100));
        assertArrayEquals(new byte[] {1, 2, 3}, calls.bytes(3));
        assertEquals(3, calls.getxattr("file", "user.one", 0), "the length alone");
        assertEquals(-Errno.ERANGE, calls.getxattr("file", "user.one", 2));
        assertEquals(-Errno.EEXIST, calls.setxattr("file", "user.one", new byte[1], 1));
        assertEquals(-Errno.ENODATA, calls.setxattr("file", "user.two", new byte[1], 2));
        assertEquals(0, calls.setxattr("file", "user.two", new byte[0], 1));
        assertTrue(calls.listxattr("file").containsAll(List.of("user.one", "user.two")));
        assertEquals(0, calls.removexattr("file", "user.one"));
        assertEquals(-Errno.ENODATA, calls.removexattr("file", "user.one"));
        assertEquals(-Errno.ENODATA, calls.getxattr("file", "user.one", 100));
        assertEquals(0, calls.getxattr("file", "user.two", 100));
    }

    void wholeFileLocks() {
        int one = make("file");
        int two = calls.open("file", Calls.O_RDWR);
        assertEquals(0, calls.flock(one, 1 | 4));
        assertEquals(0, calls.flock(two, 1 | 4));
        assertEquals(-Errno.EAGAIN, calls.flock(two, 2 | 4));
        assertEquals(0, calls.flock(one, 8));
        assertEquals(0, calls.flock(two, 2 | 4));
        assertEquals(-Errno.EAGAIN, calls.flock(one, 1 | 4));
        calls.close(two);
        assertEquals(0, calls.flock(one, 2 | 4), "closing gives the flock back");
        calls.close(one);
    }

    /** Locks on ranges; not what closing does to them, which FUSE does not tell for these. */
    void rangeLocks() {
        int one = make("file");
        int two = calls.open("file", Calls.O_RDWR);
        assertEquals(0, calls.lock(one, 1, 0, 100));
        assertEquals(-Errno.EAGAIN, calls.lock(two, 0, 50, 10));
        assertEquals(0, calls.lock(two, 1, 100, 0));
        assertEquals(0, calls.lock(one, 2, 40, 20));
        assertEquals(0, calls.lock(two, 1, 40, 20));
        assertEquals(-Errno.EAGAIN, calls.lock(two, 0, 39, 1));
        assertEquals(0, calls.lock(one, 2, 0, 0));
        assertEquals(0, calls.lock(two, 0, 0, 0));
        assertEquals(0, calls.lock(one, 0, 0, 0));
        assertEquals(-Errno.EAGAIN, calls.lock(one, 1, 7, 1));
        calls.lock(two, 2, 0, 0);
        calls.lock(one, 2, 0, 0);
        calls.close(one);
        calls.close(two);
    }

    void temporaries() {
        int fd = calls.open(".", Calls.O_TMPFILE | Calls.O_RDWR);
        assertTrue(fd >= 0, "O_TMPFILE gives " + fd);
        calls.pwrite(fd, new byte[] {1, 2}, 0);
        assertEquals(0, calls.stat(fd).links());
        assertEquals(0, calls.linkOpen(fd, "named"));
        assertEquals(1, calls.stat("named").links());
        assertEquals(2, calls.stat("named").size());
        calls.close(fd);
    }

    void copies() {
        int from = make("from");
        byte[] data = new byte[300_000];
        new SplittableRandom(1).nextBytes(data);
        calls.pwrite(from, data, 0);
        int to = make("to");
        int done = 0;
        while (done < data.length) {
            int part = calls.copyRange(from, to, data.length - done);
            assertTrue(part > 0, "copy_file_range gives " + part);
            done += part;
        }
        assertArrayEquals(data, calls.pread(to, data.length, 0));
        calls.close(from);
        calls.close(to);
        assertTrue(calls.freeBytes(".") > 0);
    }

    private static byte[] filled(int bytes, int value) {
        byte[] data = new byte[bytes];
        Arrays.fill(data, (byte) value);
        return data;
    }
}
