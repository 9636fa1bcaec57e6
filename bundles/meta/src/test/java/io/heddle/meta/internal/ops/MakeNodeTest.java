package io.heddle.meta.internal.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heddle.foreign.linux.Errno;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

class MakeNodeTest {
    private final Shard shard = new Shard();

    @AfterEach
    void checkState() {
        Consistency.check(shard);
    }

    private int mknod(String name, int mode, long rdev) {
        return shard.call(
                Opcode.MKNOD, Shard.ROOT, name, fields -> fields.mode(mode).a(rdev));
    }

    private int symlink(String name, String target) {
        return shard.call(Opcode.SYMLINK, Shard.ROOT, name, target, null, fields -> {});
    }

    @Test
    void shouldMakeEveryTypeButADirectory() {
        int[] types = {
            Mode.REGULAR, Mode.FIFO, Mode.SOCKET, Mode.CHARACTER_DEVICE, Mode.BLOCK_DEVICE
        };
        for (int type : types) {
            assertEquals(0, mknod("node" + type, type | 0604, 0x103));
            boolean device = type == Mode.CHARACTER_DEVICE || type == Mode.BLOCK_DEVICE;
            assertEquals(type | 0604, shard.attr().mode());
            assertEquals(device ? 0x103 : 0, shard.attr().rdev());
            assertEquals(1, shard.attr().nlink());
            assertEquals(0, shard.unlink(Shard.ROOT, "node" + type));
        }
        assertEquals(0, mknod("plain", 0644, 0));
        assertEquals(Mode.REGULAR | 0644, shard.attr().mode());
        assertEquals(-Errno.EPERM, mknod("directory", Mode.DIRECTORY | 0755, 0));
        assertEquals(-Errno.EINVAL, mknod("odd", Mode.TYPE, 0));
    }

    @Test
    void shouldRefuseATakenNameAndAFullDrive() {
        assertEquals(0, mknod("fifo", Mode.FIFO, 0));
        assertEquals(-Errno.EEXIST, mknod("fifo", Mode.FIFO, 0));
        assertEquals(-Errno.ENAMETOOLONG, mknod("x".repeat(256), Mode.FIFO, 0));
        shard.context.full = true;
        assertEquals(-Errno.ENOSPC, mknod("more", Mode.FIFO, 0));
        assertEquals(-Errno.ENOSPC, symlink("link", "target"));
    }

    @Test
    void shouldFollowNoDataIntoNodes() {
        mknod("fifo", Mode.FIFO | 0600, 0);
        long fifo = shard.attr().inode();
        assertEquals(-Errno.EINVAL, shard.write(fifo, 0, new byte[1]));
        assertEquals(-Errno.EINVAL, shard.call(Opcode.READ, fifo, null, fields -> fields.b(1)));
        assertEquals(-Errno.EINVAL, shard.call(Opcode.READLINK, fifo, null, fields -> {}));
    }

    @Test
    void shouldKeepTheTargetOfASymlink() {
        String target = "../somewhere/" + "x".repeat(4000);
        assertEquals(0, symlink("link", target));
        long link = shard.attr().inode();
        assertEquals(Mode.SYMLINK | 0777, shard.attr().mode());
        assertEquals(target.length(), shard.attr().size());
        assertEquals(0, shard.call(Opcode.READLINK, link, null, fields -> {}));
        assertEquals(target, new String(shard.reply(), StandardCharsets.UTF_8));
        assertEquals(0, shard.unlink(Shard.ROOT, "link"));
        assertEquals(1, shard.state().store().size());
    }

    @Test
    void shouldRefuseBadTargets() {
        assertEquals(-Errno.ENOENT, symlink("link", ""));
        assertEquals(-Errno.ENAMETOOLONG, symlink("link", "x".repeat(4096)));
        assertEquals(0, symlink("link", "x".repeat(4095)));
        assertEquals(-Errno.EEXIST, symlink("link", "target"));
        assertEquals(-Errno.ENOENT, shard.call(Opcode.READLINK, 999, null, fields -> {}));
    }
}
