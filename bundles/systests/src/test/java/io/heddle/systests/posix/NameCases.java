package io.heddle.systests.posix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Names: directories, links, renames, removal. */
final class NameCases {
    private final Calls calls;

    NameCases(Calls calls) {
        this.calls = calls;
    }

    private void make(String path) {
        int fd = calls.open(path, Calls.O_CREAT | Calls.O_EXCL | Calls.O_WRONLY);
        assertTrue(fd >= 0, "open of " + path + " gives " + fd);
        calls.close(fd);
    }

    void directories() {
        assertEquals(0, calls.mkdir("a", 0755));
        long links = calls.stat("a").links();
        assertEquals(0, calls.mkdir("a/b", 0700));
        assertEquals(0, calls.mkdir("a/c", 01777));
        assertEquals(links + 2, calls.stat("a").links());
        assertEquals(0700, calls.stat("a/b").permissions());
        assertEquals(0040000, calls.stat("a/b").type());
        assertEquals(2, calls.stat("a/b").links());
        assertEquals(calls.stat("a").inode(), calls.stat("a/b/..").inode());
        assertEquals(-Errno.EEXIST, calls.mkdir("a/b", 0755));
        assertEquals(-Errno.ENOENT, calls.mkdir("a/x/y", 0755));
        make("a/file");
        assertEquals(-Errno.ENOTDIR, calls.mkdir("a/file/x", 0755));
        assertEquals(-Errno.ENOTEMPTY, calls.rmdir("a"));
        assertEquals(-Errno.ENOTDIR, calls.rmdir("a/file"));
        assertEquals(-Errno.EINVAL, calls.rmdir("a/b/."));
        assertEquals(-Errno.ENOENT, calls.rmdir("a/x"));
        var before = calls.stat("a");
        calls.tick();
        assertEquals(0, calls.rmdir("a/b"));
        var after = calls.stat("a");
        assertEquals(before.links() - 1, after.links());
        assertTrue(after.modified() > before.modified() && after.changed() > before.changed());
        assertEquals(-Errno.ENOENT, calls.exists("a/b"));
    }

    void names() {
        String longest = "n".repeat(255);
        make(longest);
        assertEquals(0, calls.exists(longest));
        String longer = "n".repeat(256);
        assertEquals(-Errno.ENAMETOOLONG, calls.exists(longer));
        assertEquals(-Errno.ENAMETOOLONG, calls.mkdir(longer, 0755));
        assertEquals(-Errno.ENAMETOOLONG, calls.open(longer, Calls.O_CREAT | Calls.O_WRONLY));
        assertEquals(-Errno.ENAMETOOLONG, calls.rename(longest, longer));
        assertEquals(-Errno.ENAMETOOLONG, calls.link(longest, longer));
        assertEquals(-Errno.ENAMETOOLONG, calls.symlink("x", longer));
        make("ümläut \n\t*");
        assertEquals(0, calls.unlink("ümläut \n\t*"));
        make("case");
        make("CASE");
        assertNotEquals(calls.stat("case").inode(), calls.stat("CASE").inode());
    }

    void links() {
        calls.mkdir("d1", 0755);
        calls.mkdir("d2", 0755);
        make("d1/file");
        var before = calls.stat("d1/file");
        calls.tick();
        assertEquals(0, calls.link("d1/file", "d2/other"));
        var after = calls.stat("d2/other");
        assertEquals(before.inode(), after.inode());
        assertEquals(2, after.links());
        assertTrue(after.changed() > before.changed());
        assertEquals(-Errno.EEXIST, calls.link("d1/file", "d2/other"));
        assertEquals(-Errno.EPERM, calls.link("d1", "d2/dir"));
        assertEquals(-Errno.ENOENT, calls.link("d1/missing", "d2/x"));
        calls.tick();
        assertEquals(0, calls.unlink("d1/file"));
        assertEquals(1, calls.stat("d2/other").links());
        assertTrue(calls.stat("d2/other").changed() > after.changed());
        assertEquals(0, calls.unlink("d2/other"));
        assertEquals(-Errno.ENOENT, calls.unlink("d2/other"));
        assertEquals(-Errno.EISDIR, calls.unlink("d1"));
    }

    void openFilesOutliveTheirNames() {
        calls.mkdir("d", 0755);
        int fd = calls.open("d/file", Calls.O_CREAT | Calls.O_RDWR);
        calls.pwrite(fd, new byte[] {1, 2, 3}, 0);
        assertEquals(0, calls.unlink("d/file"));
        assertEquals(0, calls.stat(fd).links());
        assertEquals(2, calls.pwrite(fd, new byte[] {4, 5}, 3));
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5}, calls.pread(fd, 10, 0));
        make("d/file");
        assertNotEquals(calls.stat("d/file").inode(), calls.stat(fd).inode());
        int replaced = calls.open("d/file", Calls.O_RDWR);
        calls.pwrite(replaced, new byte[] {9}, 0);
        make("new");
        assertEquals(0, calls.rename("new", "d/file"));
        assertArrayEquals(new byte[] {9}, calls.pread(replaced, 10, 0));
        assertEquals(0, calls.stat(replaced).links());
        assertEquals(0, calls.close(replaced));
        assertEquals(0, calls.close(fd));
    }

    void renames() {
        calls.mkdir("d1", 0755);
        calls.mkdir("d2", 0755);
        make("d1/file");
        long file = calls.stat("d1/file").inode();
        assertEquals(0, calls.rename("d1/file", "d2/moved"));
        assertEquals(-Errno.ENOENT, calls.exists("d1/file"));
        assertEquals(file, calls.stat("d2/moved").inode());
        make("d1/target");
        assertEquals(0, calls.rename("d2/moved", "d1/target"));
        assertEquals(file, calls.stat("d1/target").inode());
        assertEquals(0, calls.link("d1/target", "d2/same"));
        assertEquals(0, calls.rename("d1/target", "d2/same"));
        assertEquals(2, calls.stat("d1/target").links(), "two names of one file: nothing is done");
        assertEquals(-Errno.EISDIR, calls.rename("d1/target", "d2"));
        assertEquals(-Errno.ENOTDIR, calls.rename("d2", "d1/target"));
        assertEquals(-Errno.ENOENT, calls.rename("d1/missing", "d2/x"));
        assertEquals(-Errno.EEXIST, calls.rename("d1/target", "d2/same", 1));
        make("d2/fresh");
        assertEquals(0, calls.rename("d2/fresh", "d1/fresh", 1));
    }

    void directoryRenames() {
        calls.mkdir("p1", 0755);
        calls.mkdir("p2", 0755);
        calls.mkdir("p1/dir", 0755);
        calls.mkdir("p1/dir/sub", 0755);
        make("p1/dir/sub/file");
        long links1 = calls.stat("p1").links();
        long links2 = calls.stat("p2").links();
        assertEquals(0, calls.rename("p1/dir", "p2/dir"));
        assertEquals(links1 - 1, calls.stat("p1").links());
        assertEquals(links2 + 1, calls.stat("p2").links());
        assertEquals(calls.stat("p2").inode(), calls.stat("p2/dir/..").inode());
        assertEquals(0, calls.exists("p2/dir/sub/file"));
        assertEquals(-Errno.EINVAL, calls.rename("p2", "p2/dir/sub/p2"));
        assertEquals(-Errno.EINVAL, calls.rename("p2/dir", "p2/dir/dir"));
        calls.mkdir("p1/empty", 0755);
        assertEquals(-Errno.ENOTEMPTY, calls.rename("p1/empty", "p2/dir"));
        assertEquals(0, calls.rename("p2/dir", "p1/empty"));
        assertEquals(0, calls.exists("p1/empty/sub/file"));
        assertEquals(links2, calls.stat("p2").links());
        make("p2/file");
        assertEquals(0, calls.rename("p2/file", "p1/empty", 2));
        assertEquals(0100000, calls.stat("p1/empty").type());
        assertEquals(0, calls.exists("p2/file/sub/file"));
        assertEquals(calls.stat("p2").inode(), calls.stat("p2/file/..").inode());
    }

    void symlinks() {
        assertEquals(0, calls.symlink("target/of/it", "link"));
        assertEquals("target/of/it", calls.readlink("link"));
        assertEquals(12, calls.stat("link").size());
        assertEquals(0120000, calls.stat("link").type());
        assertEquals(-Errno.EEXIST, calls.symlink("x", "link"));
        assertEquals(-Errno.ENOENT, calls.open("link", Calls.O_RDONLY));
        assertEquals(-Errno.ELOOP, calls.open("link", Calls.O_RDONLY | Calls.O_NOFOLLOW));
        calls.symlink("loop", "loop");
        assertEquals(-Errno.ELOOP, calls.open("loop", Calls.O_RDONLY));
        make("file");
        assertEquals("-" + Errno.EINVAL, calls.readlink("file"));
        String longest = "y".repeat(4000);
        assertEquals(0, calls.symlink(longest, "long"));
        assertEquals(longest, calls.readlink("long"));
        calls.symlink("file", "good");
        int fd = calls.open("good", Calls.O_RDONLY);
        assertEquals(calls.stat("file").inode(), calls.stat(fd).inode());
        calls.close(fd);
    }

    void nodes() {
        assertEquals(0, calls.mknod("fifo", 0010000 | 0640, 0));
        assertEquals(0010640, calls.stat("fifo").mode());
        assertEquals(0, calls.mknod("socket", 0140000 | 0600, 0));
        assertEquals(0140600, calls.stat("socket").mode());
        assertEquals(0, calls.mknod("null", 0020000 | 0666, 0x103));
        assertEquals(0x103, calls.stat("null").device());
        assertEquals(-Errno.EEXIST, calls.mknod("fifo", 0010000, 0));
        assertEquals(0, calls.rename("fifo", "moved"));
        assertEquals(0, calls.unlink("moved"));
    }

    void listing() {
        calls.mkdir("d", 0755);
        var expected = new HashSet<String>(List.of(".", ".."));
        for (int i = 0; i < 700; i++) {
            make("d/stays" + i);
            expected.add("stays" + i);
            make("d/goes" + i);
        }
        int fd = calls.open("d", Calls.O_RDONLY | Calls.O_DIRECTORY);
        var seen = new ArrayList<Calls.Entry>();
        int removed = 0;
        for (var part = calls.getdents(fd, 2048);
                !part.isEmpty();
                part = calls.getdents(fd, 2048)) {
            seen.addAll(part);
            for (int i = 0; i < 40 && removed < 700; i++) {
                assertEquals(0, calls.unlink("d/goes" + removed++));
            }
        }
        var names = seen.stream().map(Calls.Entry::name).toList();
        assertEquals(names.size(), new HashSet<>(names).size(), "no name twice");
        assertTrue(new HashSet<>(names).containsAll(expected), "no name missed");
        var middle = seen.get(seen.size() / 2);
        var next = seen.get(seen.size() / 2 + 1);
        if (next.name().startsWith("stays")) {
            calls.lseek(fd, middle.cookie(), 0);
            assertEquals(next.name(), calls.getdents(fd, 2048).getFirst().name());
        }
        calls.lseek(fd, 0, 0);
        assertEquals(8, calls.stat("d/stays0").type() >> 12);
        assertTrue(!calls.getdents(fd, 2048).isEmpty());
        calls.close(fd);
    }

    void permissions() {
        calls.chmod(".", 0755);
        calls.mkdir("closed", 0755);
        calls.mkdir("sticky", 01777);
        calls.mkdir("shared", 0777);
        calls.chmod("sticky", 01777);
        calls.chmod("shared", 02777);
        calls.chown("shared", 0, 4321);
        calls.chmod("shared", 02777);
        make("closed/file");
        calls.as(1001, 1001, () -> {
            assertEquals(-Errno.EACCES, calls.mkdir("closed/x", 0755));
            assertEquals(-Errno.EACCES, calls.unlink("closed/file"));
            assertEquals(-Errno.EACCES, calls.open("closed/file", Calls.O_WRONLY));
            assertEquals(-Errno.EPERM, calls.chmod("closed/file", 0777));
            assertEquals(-Errno.EPERM, calls.chown("closed/file", 1001, -1));
            make("sticky/mine");
            make("shared/mine");
            calls.mkdir("shared/dir", 0755);
        });
        assertEquals(1001, calls.stat("sticky/mine").uid());
        assertEquals(1001, calls.stat("sticky/mine").gid());
        assertEquals(4321, calls.stat("shared/mine").gid());
        assertEquals(4321, calls.stat("shared/dir").gid());
        assertEquals(02000, calls.stat("shared/dir").permissions() & 02000);
        calls.as(1002, 1002, () -> {
            assertEquals(-Errno.EPERM, calls.unlink("sticky/mine"));
            assertEquals(-Errno.EPERM, calls.rename("sticky/mine", "sticky/yours"));
            assertEquals(0, calls.unlink("shared/mine"));
        });
    }
}
