package io.heddle.meta.internal.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RenameTest {
    private final Shard shard = new Shard();
    private final long file = shard.create(Shard.ROOT, "file");
    private final long directory = shard.mkdir(Shard.ROOT, "directory");

    @AfterEach
    void checkState() {
        Consistency.check(shard);
    }

    private int rename(long from, String name, long to, String name2, int flags) {
        return shard.call(
                Opcode.RENAME,
                from,
                name,
                name2,
                null,
                fields -> fields.inode2(to).flags(flags));
    }

    private long find(long where, String name) {
        return shard.lookup(where, name) < 0 ? 0 : shard.attr().inode();
    }

    @Test
    void shouldMoveAName() {
        var before = shard.stat(file);
        assertEquals(0, rename(Shard.ROOT, "file", directory, "moved", 0));
        assertEquals(0, find(Shard.ROOT, "file"));
        assertEquals(file, find(directory, "moved"));
        assertEquals(1, shard.attr().nlink());
        assertTrue(shard.attr().ctimeNs() > before.ctimeNs());
        assertEquals(shard.stat(Shard.ROOT).mtimeNs(), shard.stat(directory).mtimeNs());
        assertEquals(1, shard.stat(directory).size());
        assertEquals(1, shard.stat(Shard.ROOT).size());
    }

    @Test
    void shouldReplaceAFile() {
        long old = shard.create(Shard.ROOT, "old");
        shard.write(old, 0, new byte[9000]);
        assertEquals(0, rename(Shard.ROOT, "file", Shard.ROOT, "old", 0));
        assertEquals(file, find(Shard.ROOT, "old"));
        assertEquals(-Errno.ENOENT, shard.call(Opcode.GETATTR, old, null, fields -> {}));
    }

    @Test
    void shouldKeepAReplacedFileThatIsOpenOrHasAnotherName() {
        long old = shard.create(Shard.ROOT, "old");
        shard.open(old);
        assertEquals(0, rename(Shard.ROOT, "file", Shard.ROOT, "old", 0));
        assertEquals(0, shard.stat(old).nlink());
        shard.close(old);
        long linked = shard.create(Shard.ROOT, "linked");
        shard.link(linked, directory, "second");
        assertEquals(0, rename(Shard.ROOT, "old", Shard.ROOT, "linked", 0));
        assertEquals(1, shard.stat(linked).nlink());
    }

    @Test
    void shouldDoNothingBetweenTwoNamesOfOneFile() {
        shard.link(file, directory, "same");
        assertEquals(0, rename(Shard.ROOT, "file", directory, "same", 0));
        assertEquals(file, find(Shard.ROOT, "file"));
        assertEquals(file, find(directory, "same"));
        assertEquals(0, rename(Shard.ROOT, "file", Shard.ROOT, "file", 0));
        assertEquals(
                -Errno.EEXIST, rename(Shard.ROOT, "file", Shard.ROOT, "file", Rename.NO_REPLACE));
    }

    @Test
    void shouldRenameADirectoryInItsParentAndReplaceAnEmptyOne() {
        long other = shard.mkdir(Shard.ROOT, "other");
        shard.create(directory, "child");
        assertEquals(4, shard.stat(Shard.ROOT).nlink());
        assertEquals(-Errno.ENOTEMPTY, rename(Shard.ROOT, "other", Shard.ROOT, "directory", 0));
        assertEquals(0, rename(Shard.ROOT, "directory", Shard.ROOT, "other", 0));
        assertEquals(directory, find(Shard.ROOT, "other"));
        assertEquals(3, shard.stat(Shard.ROOT).nlink());
        assertEquals(-Errno.ENOENT, shard.call(Opcode.GETATTR, other, null, fields -> {}));
        assertEquals(2, shard.stat(directory).nlink());
    }

    @Test
    void shouldKeepFilesAndDirectoriesApart() {
        assertEquals(-Errno.EISDIR, rename(Shard.ROOT, "file", Shard.ROOT, "directory", 0));
        assertEquals(-Errno.ENOTDIR, rename(Shard.ROOT, "directory", Shard.ROOT, "file", 0));
    }

    @Test
    void shouldExchangeNames() {
        long inner = shard.create(directory, "inner");
        assertEquals(0, rename(Shard.ROOT, "file", directory, "inner", Rename.EXCHANGE));
        assertEquals(inner, find(Shard.ROOT, "file"));
        assertEquals(file, find(directory, "inner"));
        assertEquals(0, rename(Shard.ROOT, "file", Shard.ROOT, "directory", Rename.EXCHANGE));
        assertEquals(inner, find(Shard.ROOT, "directory"));
        assertEquals(directory, find(Shard.ROOT, "file"));
        assertEquals(3, shard.stat(Shard.ROOT).nlink());
        assertEquals(
                -Errno.ENOENT, rename(Shard.ROOT, "file", Shard.ROOT, "missing", Rename.EXCHANGE));
    }

    @Test
    void shouldRefuseBadNamesAndFlags() {
        assertEquals(-Errno.ENOENT, rename(Shard.ROOT, "missing", Shard.ROOT, "a", 0));
        assertEquals(-Errno.ENOENT, rename(Shard.ROOT, "file", 999, "a", 0));
        assertEquals(-Errno.ENOTDIR, rename(Shard.ROOT, "file", file, "a", 0));
        assertEquals(
                -Errno.ENAMETOOLONG, rename(Shard.ROOT, "file", Shard.ROOT, "x".repeat(256), 0));
        assertEquals(-Errno.EINVAL, rename(Shard.ROOT, "file", Shard.ROOT, "a", 4));
        assertEquals(-Errno.EINVAL, rename(Shard.ROOT, "file", Shard.ROOT, "a", 3));
        assertEquals(
                -Errno.EEXIST,
                rename(Shard.ROOT, "file", Shard.ROOT, "directory", Rename.NO_REPLACE));
    }

    @Test
    void shouldLeaveOtherBucketsAndMovedDirectoriesToATransaction() {
        shard.mkdir(Shard.ROOT, "child");
        shard.addName(Shard.ROOT, "far", InodeId.of(5, 7), Mode.REGULAR);
        assertEquals(Operation.CROSS, rename(Shard.ROOT, "child", directory, "child", 0));
        assertEquals(Operation.CROSS, rename(Shard.ROOT, "far", Shard.ROOT, "a", 0));
        assertEquals(Operation.CROSS, rename(Shard.ROOT, "file", Shard.ROOT, "far", 0));
        assertEquals(Operation.CROSS, rename(Shard.ROOT, "file", InodeId.of(5, 7), "a", 0));
    }

    @Test
    void shouldReplaceOnAFullDrive() {
        shard.create(Shard.ROOT, "old");
        shard.context.full = true;
        assertEquals(-Errno.ENOSPC, rename(Shard.ROOT, "file", Shard.ROOT, "new", 0));
        assertEquals(0, rename(Shard.ROOT, "file", Shard.ROOT, "old", 0));
    }
}
