package io.heddle.meta.internal.ops;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LinkTest {
    private final Shard shard = new Shard();
    private final long file = shard.create(Shard.ROOT, "file");

    @AfterEach
    void checkState() {
        Consistency.check(shard);
    }

    @Test
    void shouldCountNames() {
        var before = shard.stat(file);
        assertEquals(0, shard.link(file, Shard.ROOT, "other"));
        assertEquals(2, shard.attr().nlink());
        assertTrue(shard.attr().ctimeNs() > before.ctimeNs());
        assertEquals(before.mtimeNs(), shard.attr().mtimeNs());
        shard.lookup(Shard.ROOT, "other");
        assertEquals(file, shard.attr().inode());
        assertEquals(2, shard.attr().nlink());
    }

    @Test
    void shouldRefuseDirectoriesTakenNamesAndTooManyLinks() {
        long directory = shard.mkdir(Shard.ROOT, "directory");
        assertEquals(-Errno.EPERM, shard.link(directory, Shard.ROOT, "other"));
        assertEquals(-Errno.EEXIST, shard.link(file, Shard.ROOT, "directory"));
        assertEquals(-Errno.ENOENT, shard.link(999, Shard.ROOT, "other"));
        assertEquals(-Errno.ENOTDIR, shard.link(file, file, "other"));
        assertEquals(-Errno.ENAMETOOLONG, shard.link(file, Shard.ROOT, "x".repeat(256)));
        shard.inRecord(edits -> {
            edits.load(shard.state().store(), file);
            edits.of(file).attr().nlink(AddDentry.MAX_LINKS);
        });
        assertEquals(-Errno.EMLINK, shard.link(file, Shard.ROOT, "other"));
    }

    @Test
    void shouldNotBringAnUnlinkedFileBack() {
        shard.open(file);
        shard.unlink(Shard.ROOT, "file");
        assertEquals(-Errno.ENOENT, shard.link(file, Shard.ROOT, "other"));
        shard.close(file);
    }

    @Test
    void shouldNameATemporaryFile() {
        shard.call(Opcode.TMPFILE, Shard.ROOT, null, fields -> fields.mode(0600));
        long temporary = shard.attr().inode();
        assertEquals(0, shard.attr().nlink());
        shard.write(temporary, 0, new byte[] {1});
        assertEquals(0, shard.link(temporary, Shard.ROOT, "named"));
        assertEquals(1, shard.attr().nlink());
        shard.close(temporary);
        assertArrayEquals(new byte[] {1}, shard.read(temporary, 0, 9));
    }

    @Test
    void shouldDeleteATemporaryFileWithItsClose() {
        long keys = shard.state().store().size();
        shard.call(Opcode.TMPFILE, Shard.ROOT, null, fields -> fields.mode(0600));
        long temporary = shard.attr().inode();
        shard.write(temporary, 0, new byte[5000]);
        shard.close(temporary);
        assertEquals(keys, shard.state().store().size());
    }

    @Test
    void shouldLeaveInodesElsewhereToATransaction() {
        assertEquals(Operation.CROSS, shard.link(InodeId.of(5, 7), Shard.ROOT, "other"));
        assertEquals(Operation.CROSS, shard.link(file, InodeId.of(5, 7), "other"));
    }
}
