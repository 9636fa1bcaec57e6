package io.heddle.meta.internal.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.wire.Attr;
import io.heddle.wire.Opcode;
import io.heddle.wire.SetAttr;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CreateTest {
    private final Shard shard = new Shard();

    @AfterEach
    void checkState() {
        Consistency.check(shard);
    }

    private int create(String name, int flags) {
        return shard.call(
                Opcode.CREATE, Shard.ROOT, name, fields -> fields.mode(0640).flags(flags));
    }

    @Test
    void shouldMakeAFile() {
        assertEquals(0, create("file", 0));
        var made = shard.attr();
        assertEquals(Mode.REGULAR | 0640, made.mode());
        assertEquals(1, made.nlink());
        assertEquals(Shard.UID, made.uid());
        assertEquals(Shard.GID, made.gid());
        assertEquals(0, made.size());
        assertTrue(made.atimeNs() > 0
                && made.atimeNs() == made.mtimeNs()
                && made.mtimeNs() == made.ctimeNs());
        assertEquals(0, shard.lookup(Shard.ROOT, "file"));
        assertEquals(made.inode(), shard.attr().inode());
        shard.unlink(Shard.ROOT, "file");
        assertEquals(-Errno.ENOENT, shard.call(Opcode.GETATTR, made.inode(), null, fields -> {}));
    }

    @Test
    void shouldSetTheDirectorysTimes() {
        var before = shard.stat(Shard.ROOT);
        create("file", 0);
        var after = shard.stat(Shard.ROOT);
        assertTrue(after.mtimeNs() > before.mtimeNs() && after.ctimeNs() == after.mtimeNs());
        assertEquals(before.nlink(), after.nlink());
    }

    @Test
    void shouldFindTheFileThatIsThere() {
        long file = shard.create(Shard.ROOT, "file", 0600);
        shard.write(file, 0, new byte[5000]);
        assertEquals(0, create("file", 0));
        assertEquals(file, shard.attr().inode());
        assertEquals(5000, shard.attr().size());
        assertEquals(Mode.REGULAR | 0600, shard.attr().mode());
        assertEquals(0, create("file", Create.O_TRUNC));
        assertEquals(0, shard.attr().size());
        assertEquals(0, shard.attr().blocks());
    }

    @Test
    void shouldInsistOnANewFile() {
        create("file", Create.O_EXCL);
        assertEquals(-Errno.EEXIST, create("file", Create.O_EXCL));
    }

    @Test
    void shouldTellOnlyTheNumberOfAFileElsewhere() {
        long far = InodeId.of(5, 77);
        shard.addName(Shard.ROOT, "far", far, Mode.REGULAR);
        assertEquals(0, create("far", Create.O_TRUNC));
        assertEquals(far, shard.attr().inode());
        assertEquals(Mode.REGULAR, shard.attr().mode());
        assertEquals(0, shard.attr().nlink());
    }

    @Test
    void shouldTellTheAttributesOfTheDirectory() {
        assertEquals(0, create("one", 0));
        assertEquals(0, create("two", 0));
        var folder = shard.folder();
        assertEquals(Shard.ROOT, folder.inode());
        assertEquals(2, folder.size());
        long changes = folder.changes();
        var now = shard.stat(Shard.ROOT);
        assertEquals(now.changes(), changes);
        assertEquals(now.mtimeNs(), folder.mtimeNs());
        assertEquals(0, create("two", 0));
        assertEquals(Attr.BYTES, shard.context.replyBytes, "nothing was made");
    }

    @Test
    void shouldTakeTheGroupOfASetGroupIdDirectory() {
        shard.setAttributes(
                Shard.ROOT,
                SetAttr.MODE | SetAttr.GID,
                fields -> fields.mode(02775).owner(0, 4242, 1));
        create("file", 0);
        assertEquals(4242, shard.attr().gid());
        assertEquals(Mode.REGULAR | 0640, shard.attr().mode());
        assertEquals(04, MakeInode.inheritedMode(0755, 04));
        assertEquals(Mode.DIRECTORY | 02755, MakeInode.inheritedMode(02755, Mode.DIRECTORY | 0755));
    }

    @Test
    void shouldRefuseBadPlaces() {
        long file = shard.create(Shard.ROOT, "file");
        shard.mkdir(Shard.ROOT, "directory");
        assertEquals(-Errno.EISDIR, create("directory", 0));
        assertEquals(-Errno.ENOTDIR, shard.call(Opcode.CREATE, file, "name", fields -> {}));
        assertEquals(-Errno.ENOENT, shard.call(Opcode.CREATE, 999, "name", fields -> {}));
        assertEquals(-Errno.ENAMETOOLONG, create("x".repeat(256), 0));
        assertEquals(0, create("x".repeat(255), 0));
        shard.context.full = true;
        assertEquals(-Errno.ENOSPC, create("more", 0));
        assertEquals(0, create("file", 0), "what is there opens on a full drive");
    }

    @Test
    void shouldRefuseADirectoryThatIsBeingRemoved() {
        long directory = shard.mkdir(Shard.ROOT, "directory");
        var remove = shard.operations.steps().removeDirectory();
        assertEquals(0, remove.check(shard.state(), directory));
        shard.inRecord(edits -> remove.mark(shard.state(), edits, directory, true));
        assertEquals(-Errno.ENOENT, shard.call(Opcode.CREATE, directory, "name", fields -> {}));
        assertEquals(-Errno.ENOENT, remove.check(shard.state(), directory));
        shard.inRecord(edits -> remove.mark(shard.state(), edits, directory, false));
        assertEquals(0, shard.call(Opcode.CREATE, directory, "name", fields -> {}));
        assertEquals(-Errno.ENOTEMPTY, remove.check(shard.state(), directory));
    }
}
