package io.heddle.meta.internal.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnlinkTest {
    private final Shard shard = new Shard();
    private final long file = shard.create(Shard.ROOT, "file");

    @AfterEach
    void checkState() {
        Consistency.check(shard);
    }

    @Test
    void shouldDeleteEverythingWithTheLastName() {
        shard.write(file, 0, new byte[10_000]);
        shard.call(Opcode.SETXATTR, file, "user.a", null, new byte[3], fields -> {});
        shard.call(Opcode.SETXATTR, file, "user.b", null, new byte[3], fields -> {});
        assertEquals(0, shard.unlink(Shard.ROOT, "file"));
        assertEquals(-Errno.ENOENT, shard.lookup(Shard.ROOT, "file"));
        assertEquals(-Errno.ENOENT, shard.call(Opcode.GETATTR, file, null, fields -> {}));
        assertEquals(1, shard.state().store().size());
    }

    @Test
    void shouldSetTheDirectorysTimes() {
        var before = shard.stat(Shard.ROOT);
        shard.unlink(Shard.ROOT, "file");
        var after = shard.stat(Shard.ROOT);
        assertTrue(after.mtimeNs() > before.mtimeNs() && after.ctimeNs() > before.ctimeNs());
        assertEquals(0, after.size());
    }

    @Test
    void shouldKeepTheInodeWhileItHasAnotherName() {
        shard.link(file, Shard.ROOT, "other");
        var before = shard.stat(file);
        assertEquals(2, before.nlink());
        assertEquals(0, shard.unlink(Shard.ROOT, "file"));
        assertEquals(1, shard.stat(file).nlink());
        assertTrue(shard.stat(file).ctimeNs() > before.ctimeNs());
        assertEquals(0, shard.lookup(Shard.ROOT, "other"));
    }

    @Test
    void shouldKeepAnOpenFileUntilTheLastClose() {
        shard.write(file, 0, new byte[] {1, 2, 3});
        shard.open(file);
        shard.open(file);
        shard.client = 8;
        shard.open(file);
        shard.unlink(Shard.ROOT, "file");
        assertEquals(0, shard.stat(file).nlink());
        shard.close(file);
        shard.client = 7;
        shard.close(file);
        assertArrayEquals(new byte[] {1, 2, 3}, shard.read(file, 0, 10));
        shard.write(file, 3, new byte[] {4});
        shard.close(file);
        assertEquals(-Errno.ENOENT, shard.call(Opcode.GETATTR, file, null, fields -> {}));
        assertEquals(0, shard.close(file), "a close too many is harmless");
    }

    @Test
    void shouldCloseTheFilesOfAnEvictedClient() {
        for (int i = 0; i < 20; i++) {
            long open = shard.create(Shard.ROOT, "open" + i);
            shard.open(open);
            shard.write(open, 0, new byte[5000]);
            shard.unlink(Shard.ROOT, "open" + i);
        }
        shard.client = 8;
        shard.open(file);
        shard.unlink(Shard.ROOT, "file");
        var eviction = shard.operations.eviction();
        int closed = 0;
        for (int count = eviction.check(shard.state(), 7);
                count > 0;
                count = eviction.check(shard.state(), 7)) {
            int slice = count;
            shard.inRecord(
                    edits -> eviction.apply(shard.state(), shard.context.record(), 7, slice));
            closed += count;
        }
        assertEquals(20, closed);
        assertEquals(0, shard.stat(file).nlink(), "the other client's file stays");
        assertEquals(3, shard.state().store().size(), "root, the file and its user");
    }

    @Test
    void shouldRefuseWhatIsNotThereOrNoFile() {
        shard.mkdir(Shard.ROOT, "directory");
        assertEquals(-Errno.ENOENT, shard.unlink(Shard.ROOT, "missing"));
        assertEquals(-Errno.EISDIR, shard.unlink(Shard.ROOT, "directory"));
        assertEquals(-Errno.ENOTDIR, shard.unlink(file, "name"));
        assertEquals(-Errno.ENOENT, shard.unlink(999, "name"));
        assertEquals(-Errno.ENAMETOOLONG, shard.unlink(Shard.ROOT, "x".repeat(256)));
    }

    @Test
    void shouldLeaveAnInodeElsewhereToATransaction() {
        shard.addName(Shard.ROOT, "far", InodeId.of(5, 77), Mode.REGULAR);
        assertEquals(Operation.CROSS, shard.unlink(Shard.ROOT, "far"));
    }

    @Test
    void shouldWorkOnAFullDriveUntilItsReserveIsGone() {
        shard.context.full = true;
        assertEquals(0, shard.unlink(Shard.ROOT, "file"));
        shard.context.full = false;
        shard.create(Shard.ROOT, "file");
        shard.context.reserveFull = true;
        assertEquals(-Errno.ENOSPC, shard.unlink(Shard.ROOT, "file"));
    }
}
