package io.heddle.meta.internal.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.wire.Attr;
import io.heddle.wire.DirEntries;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class ReadDirectoryTest {
    private record Entry(String name, long inode, int type, long cookie, long attrInode) {}

    private final Shard shard = new Shard();

    @AfterEach
    void checkState() {
        Consistency.check(shard);
    }

    private List<Entry> list(long cookie, int bytes, boolean attrs) {
        Shard.check(shard.call(
                Opcode.READDIR,
                Shard.ROOT,
                null,
                fields -> fields.a(cookie).b(bytes).flags(attrs ? ReadDirectory.WITH_ATTRS : 0)));
        var reply = MemorySegment.ofArray(shard.reply());
        var entries = new ArrayList<Entry>();
        int attrBytes = attrs ? Attr.BYTES : 0;
        for (int at = 0; at < reply.byteSize(); ) {
            int nameBytes = reply.get(FsRequest.SHORT, at + 20);
            long name = at + DirEntries.HEADER_BYTES + attrBytes;
            entries.add(new Entry(
                    new String(
                            reply.asSlice(name, nameBytes).toArray(ValueLayout.JAVA_BYTE),
                            StandardCharsets.UTF_8),
                    reply.get(FsRequest.LONG, at),
                    reply.get(FsRequest.INT, at + 16),
                    reply.get(FsRequest.LONG, at + 8),
                    attrs ? reply.get(FsRequest.LONG, at + 24) : 0));
            at += DirEntries.HEADER_BYTES + attrBytes + nameBytes + 7 & ~7;
        }
        return entries;
    }

    private List<String> names(int bytes) {
        var names = new ArrayList<String>();
        long cookie = 0;
        while (true) {
            var part = list(cookie, bytes, false);
            if (part.isEmpty()) {
                return names;
            }
            part.forEach(entry -> names.add(entry.name()));
            cookie = part.getLast().cookie();
        }
    }

    @Test
    void shouldListNothingInAnEmptyDirectory() {
        assertTrue(list(0, 4096, true).isEmpty());
    }

    @Test
    void shouldListEntriesInPieces() {
        var expected = new ArrayList<String>();
        for (int i = 0; i < 300; i++) {
            expected.add("file" + i);
            shard.create(Shard.ROOT, "file" + i);
        }
        assertEquals(expected, names(200));
        assertEquals(expected, names(1 << 20));
        assertEquals(300, shard.stat(Shard.ROOT).size());
    }

    @Test
    void shouldGiveAttributesOfInodesInTheSameBucket() {
        long file = shard.create(Shard.ROOT, "file");
        shard.addName(Shard.ROOT, "far", InodeId.of(5, 7), Mode.DIRECTORY);
        var entries = list(0, 4096, true);
        assertEquals(file, entries.get(0).attrInode());
        assertEquals(Mode.REGULAR, entries.get(0).type());
        assertEquals(InodeId.of(5, 7), entries.get(1).inode());
        assertEquals(0, entries.get(1).attrInode());
        assertEquals(Mode.DIRECTORY, entries.get(1).type());
        assertTrue(shard.context.touched.contains(file));
    }

    @Test
    void shouldNeitherMissNorRepeatWhileNamesChange() {
        for (int i = 0; i < 50; i++) {
            shard.create(Shard.ROOT, "stays" + i);
            shard.create(Shard.ROOT, "goes" + i);
        }
        var seen = new ArrayList<String>();
        long cookie = 0;
        for (int step = 0; ; step++) {
            var part = list(cookie, 200, false);
            if (part.isEmpty()) {
                break;
            }
            part.forEach(entry -> seen.add(entry.name()));
            cookie = part.getLast().cookie();
            if (step < 50) {
                shard.unlink(Shard.ROOT, "goes" + (49 - step));
                shard.create(Shard.ROOT, "new" + step);
            }
        }
        for (int i = 0; i < 50; i++) {
            String name = "stays" + i;
            assertEquals(1, seen.stream().filter(name::equals).count());
        }
        assertEquals(seen.size(), seen.stream().distinct().count());
    }

    @Test
    void shouldRefuseABufferThatTakesNoEntryAndWhatIsNoDirectory() {
        long file = shard.create(Shard.ROOT, "file");
        assertEquals(
                -Errno.EINVAL,
                shard.call(Opcode.READDIR, Shard.ROOT, null, fields -> fields.b(20)));
        assertEquals(
                -Errno.ENOTDIR, shard.call(Opcode.READDIR, file, null, fields -> fields.b(4096)));
        assertEquals(
                -Errno.ENOENT, shard.call(Opcode.READDIR, 999, null, fields -> fields.b(4096)));
    }
}
