package io.heddle.systests.posix;

import io.heddle.foreign.linux.Linux;

import org.junit.jupiter.api.Assumptions;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** System calls on paths under one folder; each gives >= 0 or -errno. For one thread. */
final class Calls implements AutoCloseable {
    static final int O_RDONLY = 0;
    static final int O_WRONLY = 1;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_TRUNC = 01000;
    static final int O_APPEND = 02000;
    static final int O_DIRECTORY = 0200000;
    static final int O_NOFOLLOW = 0400000;
    static final int O_TMPFILE = 020200000;
    static final int UTIME_NOW = (1 << 30) - 1;
    static final int UTIME_OMIT = (1 << 30) - 2;

    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_REMOVEDIR = 0x200;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int CLOCK_REALTIME_COARSE = 5;
    private static final long TICK_NS = 10_000_000;
    private static final int BUFFER_BYTES = 1 << 20;

    /** The fields of struct stat that the cases look at. Times in ns. */
    record Stat(
            long inode,
            long links,
            int mode,
            int uid,
            int gid,
            long device,
            long size,
            long blocks,
            long accessed,
            long modified,
            long changed) {
        int permissions() {
            return mode & 07777;
        }

        int type() {
            return mode & 0170000;
        }
    }

    /** An entry that getdents64 gave. */
    record Entry(String name, long inode, int type, long cookie) {}

    private final Linux linux = new Linux();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment buffer = arena.allocate(BUFFER_BYTES, 4096);
    private final MemorySegment first = arena.allocate(8192);
    private final MemorySegment second = arena.allocate(8192);
    private final MemorySegment third = arena.allocate(256, 8);
    private final Path root;

    Calls(Path root) {
        this.root = root;
        call(95, 022); // umask(2): the modes that the cases expect are those of this one.
    }

    /** Waits until a time stamp must be a later one: local file systems take them up to 10 ms apart. */
    void tick() {
        for (long from = coarseNs(); coarseNs() - from <= TICK_NS; ) {
            LockSupport.parkNanos(TICK_NS / 10);
        }
    }

    /** The clock that kernels take time stamps from. */
    private long coarseNs() {
        call(228, CLOCK_REALTIME_COARSE, third.address());
        return time(0);
    }

    private long path(String path) {
        return path(path, first);
    }

    private long path(String path, MemorySegment to) {
        to.setString(0, path.startsWith("/") ? path : root + "/" + path, StandardCharsets.UTF_8);
        return to.address();
    }

    private int call(long number, long... arguments) {
        long[] six = java.util.Arrays.copyOf(arguments, 6);
        return (int) linux.syscall(number, six[0], six[1], six[2], six[3], six[4], six[5]);
    }

    int mkdir(String path, int mode) {
        return call(258, AT_FDCWD, path(path), mode);
    }

    int rmdir(String path) {
        return call(263, AT_FDCWD, path(path), AT_REMOVEDIR);
    }

    int unlink(String path) {
        return call(263, AT_FDCWD, path(path), 0);
    }

    int mknod(String path, int mode, long device) {
        return call(259, AT_FDCWD, path(path), mode, device);
    }

    int rename(String from, String to, int flags) {
        return call(316, AT_FDCWD, path(from), AT_FDCWD, path(to, second), flags);
    }

    int rename(String from, String to) {
        return rename(from, to, 0);
    }

    int link(String from, String to) {
        return call(265, AT_FDCWD, path(from), AT_FDCWD, path(to, second), 0);
    }

    int linkOpen(int fd, String to) {
        first.set(ValueLayout.JAVA_BYTE, 0, (byte) 0);
        return call(265, fd, first.address(), AT_FDCWD, path(to, second), AT_EMPTY_PATH);
    }

    int symlink(String target, String path) {
        first.setString(0, target);
        return call(266, first.address(), AT_FDCWD, path(path, second));
    }

    /** The target, or "-errno". */
    String readlink(String path) {
        int bytes = call(267, AT_FDCWD, path(path), buffer.address(), 4096);
        return bytes < 0 ? Integer.toString(bytes) : text(buffer, 0, bytes);
    }

    int chmod(String path, int mode) {
        return call(268, AT_FDCWD, path(path), mode);
    }

    int chown(String path, int uid, int gid) {
        return call(260, AT_FDCWD, path(path), uid, gid, AT_SYMLINK_NOFOLLOW);
    }

    int truncate(String path, long size) {
        return call(76, path(path), size);
    }

    int ftruncate(int fd, long size) {
        return call(77, fd, size);
    }

    /** utimensat(2) with seconds and nanoseconds of both times. */
    int utimens(String path, long accessed, long accessedNs, long modified, long modifiedNs) {
        third.set(ValueLayout.JAVA_LONG, 0, accessed);
        third.set(ValueLayout.JAVA_LONG, 8, accessedNs);
        third.set(ValueLayout.JAVA_LONG, 16, modified);
        third.set(ValueLayout.JAVA_LONG, 24, modifiedNs);
        return call(280, AT_FDCWD, path(path), third.address(), AT_SYMLINK_NOFOLLOW);
    }

    /** Whether the path exists; otherwise -errno. Does not follow a last symlink. */
    int exists(String path) {
        return call(262, AT_FDCWD, path(path), third.address(), AT_SYMLINK_NOFOLLOW);
    }

    Stat stat(String path) {
        return stat(exists(path), path);
    }

    Stat stat(int fd) {
        first.set(ValueLayout.JAVA_BYTE, 0, (byte) 0);
        return stat(
                call(262, fd, first.address(), third.address(), AT_EMPTY_PATH), "descriptor " + fd);
    }

    private Stat stat(int status, String what) {
        if (status < 0) {
            throw new AssertionError("stat of " + what + " gives " + status);
        }
        return new Stat(
                third.get(ValueLayout.JAVA_LONG, 8),
                third.get(ValueLayout.JAVA_LONG, 16),
                third.get(ValueLayout.JAVA_INT, 24),
                third.get(ValueLayout.JAVA_INT, 28),
                third.get(ValueLayout.JAVA_INT, 32),
                third.get(ValueLayout.JAVA_LONG, 40),
                third.get(ValueLayout.JAVA_LONG, 48),
                third.get(ValueLayout.JAVA_LONG, 64),
                time(72),
                time(88),
                time(104));
    }

    private long time(int at) {
        return third.get(ValueLayout.JAVA_LONG, at) * 1_000_000_000L
                + third.get(ValueLayout.JAVA_LONG, at + 8);
    }

    int open(String path, int flags, int mode) {
        return call(257, AT_FDCWD, path(path), flags, mode);
    }

    int open(String path, int flags) {
        return open(path, flags, 0644);
    }

    int close(int fd) {
        return call(3, fd);
    }

    int pwrite(int fd, byte[] data, long offset) {
        MemorySegment.copy(data, 0, buffer, ValueLayout.JAVA_BYTE, 0, data.length);
        return call(18, fd, buffer.address(), data.length, offset);
    }

    int write(int fd, byte[] data) {
        MemorySegment.copy(data, 0, buffer, ValueLayout.JAVA_BYTE, 0, data.length);
        return call(1, fd, buffer.address(), data.length);
    }

    byte[] pread(int fd, int bytes, long offset) {
        int read = call(17, fd, buffer.address(), bytes, offset);
        if (read < 0) {
            throw new AssertionError("pread gives " + read);
        }
        return buffer.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE);
    }

    int fsync(int fd) {
        return call(74, fd);
    }

    long lseek(int fd, long offset, int whence) {
        return linux.syscall(8, fd, offset, whence, 0, 0, 0);
    }

    int fallocate(int fd, int mode, long offset, long bytes) {
        return call(285, fd, mode, offset, bytes);
    }

    int copyRange(int from, int to, int bytes) {
        return call(326, from, 0, to, 0, bytes, 0);
    }

    int setxattr(String path, String name, byte[] value, int flags) {
        MemorySegment.copy(value, 0, buffer, ValueLayout.JAVA_BYTE, 0, value.length);
        second.setString(0, name);
        return call(188, path(path), second.address(), buffer.address(), value.length, flags);
    }

    /** The value's length with the value in {@link #bytes}, or -errno. */
    int getxattr(String path, String name, int capacity) {
        second.setString(0, name);
        return call(191, path(path), second.address(), buffer.address(), capacity);
    }

    int removexattr(String path, String name) {
        second.setString(0, name);
        return call(197, path(path), second.address());
    }

    List<String> listxattr(String path) {
        int bytes = call(194, path(path), buffer.address(), BUFFER_BYTES);
        return bytes <= 0 ? List.of() : List.of(text(buffer, 0, bytes).split("\0"));
    }

    /** What the last call put into the buffer. */
    byte[] bytes(int count) {
        return buffer.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
    }

    /** flock(2): 1 shared, 2 exclusive, 8 unlock, + 4 at once. */
    int flock(int fd, int operation) {
        return call(73, fd, operation);
    }

    /** fcntl(2) F_OFD_SETLK: type 0 read, 1 write, 2 unlock; bytes 0: to the end of all files. */
    int lock(int fd, int type, long start, long bytes) {
        third.fill((byte) 0);
        third.set(ValueLayout.JAVA_SHORT, 0, (short) type);
        third.set(ValueLayout.JAVA_LONG, 8, start);
        third.set(ValueLayout.JAVA_LONG, 16, bytes);
        return call(72, fd, 37, third.address());
    }

    /** Entries that one getdents64 gives, "." and ".." included. */
    List<Entry> getdents(int fd, int bytes) {
        int filled = call(217, fd, buffer.address(), bytes);
        if (filled < 0) {
            throw new AssertionError("getdents64 gives " + filled);
        }
        var entries = new ArrayList<Entry>();
        for (int at = 0; at < filled; ) {
            int length = buffer.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + 16);
            entries.add(new Entry(
                    buffer.getString(at + 19),
                    buffer.get(ValueLayout.JAVA_LONG_UNALIGNED, at),
                    buffer.get(ValueLayout.JAVA_BYTE, at + 18),
                    buffer.get(ValueLayout.JAVA_LONG_UNALIGNED, at + 8)));
            at += length;
        }
        return entries;
    }

    /** Bytes free for others, as statfs(2) tells. */
    long freeBytes(String path) {
        int status = call(137, path(path), buffer.address());
        if (status < 0) {
            throw new AssertionError("statfs gives " + status);
        }
        return buffer.get(ValueLayout.JAVA_LONG, 8) * buffer.get(ValueLayout.JAVA_LONG, 32);
    }

    /** Does something with the rights of somebody else: this thread only. Needs root. */
    void as(int uid, int gid, Runnable action) {
        call(123, gid);
        call(122, uid);
        try {
            Assumptions.assumeTrue(
                    exists(".") == 0, "SKIPPED: others may not search the folders above " + root);
            action.run();
        } finally {
            call(122, 0);
            call(123, 0);
        }
    }

    private static String text(MemorySegment from, long at, int bytes) {
        return new String(
                from.asSlice(at, bytes).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        linux.close();
        arena.close();
    }
}
