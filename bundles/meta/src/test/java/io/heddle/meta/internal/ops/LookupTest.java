package io.heddle.meta.internal.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.Test;

class LookupTest {
    private final Shard shard = new Shard();

    @Test
    void shouldFindAnEntryWithItsAttributes() {
        long file = shard.create(Shard.ROOT, "file", 0751);
        assertEquals(0, shard.lookup(Shard.ROOT, "file"));
        assertEquals(file, shard.attr().inode());
        assertEquals(Mode.REGULAR | 0751, shard.attr().mode());
        assertTrue(
                shard.context.touched.contains(file) && shard.context.touched.contains(Shard.ROOT));
    }

    @Test
    void shouldTellOnlyTheNumberAndTypeOfAnInodeElsewhere() {
        long far = InodeId.of(9, 3);
        shard.addName(Shard.ROOT, "far", far, Mode.DIRECTORY | 0700);
        assertEquals(0, shard.lookup(Shard.ROOT, "far"));
        assertEquals(far, shard.attr().inode());
        assertEquals(Mode.DIRECTORY, shard.attr().mode());
        assertEquals(0, shard.attr().nlink());
        assertEquals(0, shard.attr().ctimeNs());
    }

    @Test
    void shouldWaitForTheDirectoryEvenWhenThereIsNoSuchName() {
        assertEquals(-Errno.ENOENT, shard.lookup(Shard.ROOT, "missing"));
        assertTrue(shard.context.touched.contains(Shard.ROOT));
    }

    @Test
    void shouldRefuseBadPlaces() {
        long file = shard.create(Shard.ROOT, "file");
        assertEquals(-Errno.ENOTDIR, shard.lookup(file, "name"));
        assertEquals(-Errno.ENOENT, shard.lookup(999, "name"));
        assertEquals(-Errno.ENAMETOOLONG, shard.lookup(Shard.ROOT, "x".repeat(256)));
        assertEquals(-Errno.ENOENT, shard.lookup(Shard.ROOT, "x".repeat(255)));
        assertEquals(-Errno.ENOENT, shard.call(Opcode.GETATTR, 999, null, fields -> {}));
    }

    @Test
    void shouldTellNamesApartByTheirBytes() {
        long lower = shard.create(Shard.ROOT, "name");
        long upper = shard.create(Shard.ROOT, "NAME");
        long longer = shard.create(Shard.ROOT, "name2");
        shard.lookup(Shard.ROOT, "name");
        assertEquals(lower, shard.attr().inode());
        shard.lookup(Shard.ROOT, "NAME");
        assertEquals(upper, shard.attr().inode());
        shard.lookup(Shard.ROOT, "name2");
        assertEquals(longer, shard.attr().inode());
        Consistency.check(shard);
    }
}
