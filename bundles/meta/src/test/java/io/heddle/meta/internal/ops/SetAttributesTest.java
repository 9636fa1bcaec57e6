package io.heddle.meta.internal.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.wire.Opcode;
import io.heddle.wire.SetAttr;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Arrays;

class SetAttributesTest {
    private final Shard shard = new Shard();
    private final long file = shard.create(Shard.ROOT, "file");

    @AfterEach
    void checkState() {
        Consistency.check(shard);
    }

    private int chmod(long inode, int mode) {
        return shard.setAttributes(inode, SetAttr.MODE, fields -> fields.mode(mode));
    }

    private int chown(long inode, int uid, int gid) {
        return shard.setAttributes(
                inode, SetAttr.UID | SetAttr.GID, fields -> fields.owner(uid, gid, 1));
    }

    private int truncate(long inode, long size) {
        return shard.setAttributes(inode, SetAttr.SIZE, fields -> fields.a(size));
    }

    @Test
    void shouldChangeThePermissionsAndKeepTheType() {
        var before = shard.stat(file);
        assertEquals(0, chmod(file, 07111));
        assertEquals(Mode.REGULAR | 07111, shard.attr().mode());
        assertTrue(shard.attr().ctimeNs() > before.ctimeNs());
        assertEquals(before.mtimeNs(), shard.attr().mtimeNs());
        chmod(Shard.ROOT, 01777);
        assertEquals(Mode.DIRECTORY | 01777, shard.attr().mode());
    }

    @Test
    void shouldClearSetIdBitsOfAFileThatGetsAnotherOwner() {
        chmod(file, 06555);
        assertEquals(0, chown(file, 1, 2));
        assertEquals(1, shard.attr().uid());
        assertEquals(2, shard.attr().gid());
        assertEquals(0555, shard.attr().mode() & Mode.PERMISSIONS);
        chmod(file, 06545);
        chown(file, 1, 3);
        assertEquals(02545, shard.attr().mode() & Mode.PERMISSIONS, "mandatory locking, no group");
        chmod(Shard.ROOT, 06755);
        chown(Shard.ROOT, 1, 2);
        assertEquals(06755, shard.attr().mode() & Mode.PERMISSIONS, "a directory keeps them");
    }

    @Test
    void shouldTakeCapabilitiesFromAProgramThatGetsAnotherOwner() {
        shard.call(Opcode.SETXATTR, file, "security.capability", null, new byte[20], fields -> {});
        chmod(file, 0755);
        assertEquals(0, shard.call(Opcode.GETXATTR, file, "security.capability", fields -> {}));
        chown(file, 1, 2);
        assertEquals(
                -Errno.ENODATA,
                shard.call(Opcode.GETXATTR, file, "security.capability", fields -> {}));
    }

    @Test
    void shouldChangeOneOwnerOnly() {
        shard.setAttributes(file, SetAttr.GID, fields -> fields.owner(77, 78, 1));
        assertEquals(Shard.UID, shard.attr().uid());
        assertEquals(78, shard.attr().gid());
    }

    @Test
    void shouldSetTimesToTheNanosecond() {
        shard.setAttributes(
                file,
                SetAttr.ATIME | SetAttr.MTIME,
                fields -> fields.b(-1_000_000_001L).c(1_999_999_999L));
        assertEquals(-1_000_000_001L, shard.attr().atimeNs());
        assertEquals(1_999_999_999L, shard.attr().mtimeNs());
        assertEquals(shard.context.nowNs, shard.attr().ctimeNs());
        shard.setAttributes(file, SetAttr.MTIME | SetAttr.MTIME_NOW, fields -> fields.c(5));
        assertEquals(shard.context.nowNs, shard.attr().mtimeNs());
        assertEquals(-1_000_000_001L, shard.attr().atimeNs());
        shard.setAttributes(file, SetAttr.ATIME_NOW, fields -> {});
        assertEquals(shard.context.nowNs, shard.attr().atimeNs());
    }

    @Test
    void shouldShowZerosWhereAFileWasCutAndGrewAgain() {
        byte[] data = new byte[10_000];
        Arrays.fill(data, (byte) 7);
        shard.write(file, 0, data);
        assertEquals(0, truncate(file, 5000));
        assertEquals(5000, shard.attr().size());
        assertEquals(2, shard.attr().blocks());
        assertEquals(0, truncate(file, 9000));
        byte[] expected = Arrays.copyOf(Arrays.copyOf(data, 5000), 9000);
        assertArrayEquals(expected, shard.read(file, 0, 10_000));
        truncate(file, 0);
        assertEquals(0, shard.attr().blocks());
        truncate(file, 1L << 50);
        assertEquals(1L << 50, shard.stat(file).size());
        truncate(file, 3);
        assertArrayEquals(new byte[3], shard.read(file, 0, 10));
    }

    @Test
    void shouldSetBothTimesWhenTruncating() {
        var before = shard.stat(file);
        truncate(file, 0);
        assertTrue(shard.attr().mtimeNs() > before.mtimeNs());
        assertEquals(shard.attr().mtimeNs(), shard.attr().ctimeNs());
        shard.setAttributes(file, SetAttr.SIZE | SetAttr.MTIME, fields -> fields.c(5));
        assertEquals(5, shard.attr().mtimeNs());
    }

    @Test
    void shouldClearSetIdBitsOnATruncationThatAsksForIt() {
        chmod(file, 06777);
        truncate(file, 5);
        assertEquals(06777, shard.attr().mode() & Mode.PERMISSIONS);
        shard.setAttributes(file, SetAttr.SIZE | SetAttr.KILL_SUIDGID, fields -> fields.a(3));
        assertEquals(0777, shard.attr().mode() & Mode.PERMISSIONS);
    }

    @Test
    void shouldRefuseBadSizes() {
        shard.call(Opcode.MKNOD, Shard.ROOT, "fifo", fields -> fields.mode(Mode.FIFO | 0600));
        long fifo = shard.attr().inode();
        assertEquals(-Errno.EISDIR, truncate(Shard.ROOT, 0));
        assertEquals(-Errno.EINVAL, truncate(fifo, 0));
        assertEquals(-Errno.EINVAL, truncate(file, -1));
        assertEquals(-Errno.EFBIG, truncate(file, FileContent.MAX_BYTES + 1));
        assertEquals(-Errno.ENOENT, truncate(999, 0));
    }

    @Test
    void shouldShrinkAFileOnAFullDrive() {
        shard.write(file, 0, new byte[9000]);
        shard.context.full = true;
        assertEquals(0, truncate(file, 1));
        assertEquals(1, shard.attr().blocks());
        shard.context.reserveFull = true;
        assertEquals(-Errno.ENOSPC, truncate(file, 0));
    }
}
