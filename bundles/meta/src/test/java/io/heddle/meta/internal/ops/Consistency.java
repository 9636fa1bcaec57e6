package io.heddle.meta.internal.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.drive.BucketState;
import io.heddle.drive.StateStore;
import io.heddle.layout.InodeId;
import io.heddle.wire.Attr;
import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;

/** What must hold between the keys of a bucket, whatever was done to it. */
final class Consistency {
    private record Entry(long directory, String name, long inode, int type, long cookie) {}

    private final BucketState bucket;
    private final TreeMap<Long, Attr> inodes = new TreeMap<>();
    private final List<Entry> byName = new ArrayList<>();
    private final List<Entry> byCookie = new ArrayList<>();
    private final TreeMap<Long, Long> opens = new TreeMap<>();
    private final List<Long> owned = new ArrayList<>();

    private Consistency(BucketState bucket) {
        this.bucket = bucket;
    }

    static void check(Shard shard) {
        var consistency = new Consistency(shard.state());
        consistency.load();
        consistency.checkEntries();
        consistency.checkInodes();
    }

    private void load() {
        var cursor = bucket.store().cursor();
        boolean more = cursor.seek(MemorySegment.ofArray(new byte[1]), 0, 1);
        while (more) {
            load(cursor.key(), cursor.value());
            more = cursor.next();
        }
    }

    private void load(StateStore.View key, StateStore.View value) {
        long number = StateKey.firstNumber(key);
        long at = value.offset();
        switch (key.memory().get(ValueLayout.JAVA_BYTE, key.offset())) {
            case StateKey.INODE -> inodes.put(number, new Attr().wrap(copy(value), 0));
            case StateKey.DENTRY ->
                byName.add(new Entry(
                        number,
                        text(key.memory(), StateKey.nameOffset(key), StateKey.nameBytes(key)),
                        value.memory().get(FsRequest.LONG, at),
                        value.memory().get(FsRequest.INT, at + 8),
                        value.memory().get(FsRequest.LONG, at + 16)));
            case StateKey.COOKIE ->
                byCookie.add(new Entry(
                        number,
                        text(value.memory(), at + 12, value.lengthBytes() - 12),
                        value.memory().get(FsRequest.LONG, at),
                        value.memory().get(FsRequest.INT, at + 8),
                        StateKey.secondNumber(key)));
            case StateKey.OPEN -> opens.merge(number, StateKey.value(value), Long::sum);
            case StateKey.SYMLINK, StateKey.XATTR -> owned.add(number);
            default -> throw new AssertionError("a key of an unknown type");
        }
    }

    private void checkEntries() {
        byName.sort((left, right) -> left.directory == right.directory
                ? Long.compare(left.cookie, right.cookie)
                : Long.compare(left.directory, right.directory));
        assertEquals(byCookie, byName);
        for (var entry : byName) {
            var directory = inodes.get(entry.directory);
            assertTrue(
                    directory != null && Mode.isDirectory(directory.mode()),
                    "a parent is a directory");
            assertTrue(entry.cookie <= directory.changes(), "a later entry gets a later cookie");
            if (InodeId.bucket(entry.inode) == bucket.bucket()) {
                var inode = inodes.get(entry.inode);
                assertTrue(inode != null, "an entry leads to an inode");
                assertEquals(entry.type, Mode.type(inode.mode()));
            }
        }
    }

    private void checkInodes() {
        inodes.forEach((number, attr) -> {
            assertEquals(number, attr.inode());
            assertEquals(bucket.blockCount(number), attr.blocks(), "blocks of inode " + number);
            if (Mode.isDirectory(attr.mode())) {
                assertEquals(
                        attr.size(),
                        byName.stream()
                                .filter(entry -> entry.directory == number)
                                .count());
            }
            assertTrue(
                    attr.nlink() > 0 || opens.containsKey(number), "an inode has a name or a user");
        });
        for (long number : owned) {
            assertTrue(inodes.containsKey(number), "nothing is left of inode " + number);
        }
        if (bucket instanceof MemoryBucket memory) {
            for (long number : memory.filesWithBlocks()) {
                assertTrue(inodes.containsKey(number), "no block is left of inode " + number);
            }
        }
    }

    private static MemorySegment copy(StateStore.View value) {
        return MemorySegment.ofArray(value.memory()
                .asSlice(value.offset(), value.lengthBytes())
                .toArray(ValueLayout.JAVA_BYTE));
    }

    private static String text(MemorySegment memory, long offset, int bytes) {
        return HexFormat.of()
                .formatHex(memory.asSlice(offset, bytes).toArray(ValueLayout.JAVA_BYTE));
    }
}
