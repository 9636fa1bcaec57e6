package io.heddle.meta.internal;

import io.heddle.meta.internal.ops.Mode;
import io.heddle.wire.Attr;
import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks at the states of all buckets' primaries and says what does not fit together. */
final class NamespaceCheck {
    private static final ValueLayout.OfLong BIG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private record Entry(long directory, String name, long inode, int type) {}

    private final List<String> wrong = new ArrayList<>();
    private final TreeMap<Long, Attr> inodes = new TreeMap<>();
    private final List<Entry> entries = new ArrayList<>();

    static List<String> of(ShardWorld shards) {
        var check = new NamespaceCheck();
        for (var replicas : shards.cluster.map().buckets()) {
            shards.drives[replicas.primary()]
                    .bucket(replicas.bucket())
                    .keys
                    .map
                    .forEach(check::read);
        }
        check.compare();
        return check.wrong;
    }

    private void read(byte[] key, byte[] value) {
        MemorySegment keys = MemorySegment.ofArray(key);
        MemorySegment values = MemorySegment.ofArray(value);
        switch (key[0]) {
            case 'I' -> inodes.put(keys.get(BIG, 1), new Attr().wrap(values, 0));
            case 'D' ->
                entries.add(new Entry(
                        keys.get(BIG, 1),
                        new String(key, 9, key.length - 9),
                        values.get(FsRequest.LONG, 0),
                        values.get(FsRequest.INT, 8)));
            case 'T' ->
                wrong.add("a transaction is left: " + (char) key[1] + keys.get(FsRequest.LONG, 2));
            default -> {
                // Not of the namespace.
            }
        }
    }

    private void compare() {
        var names = new TreeMap<Long, Integer>();
        var children = new TreeMap<Long, Integer>();
        var directories = new TreeMap<Long, Integer>();
        for (Entry entry : entries) {
            names.merge(entry.inode, 1, Integer::sum);
            children.merge(entry.directory, 1, Integer::sum);
            Attr attr = inodes.get(entry.inode);
            if (attr == null) {
                wrong.add(entry + " names an inode that does not exist");
                continue;
            }
            if (Mode.type(attr.mode()) != entry.type) {
                wrong.add(entry + " has another type than its inode");
            }
            if (Mode.isDirectory(entry.type)) {
                directories.merge(entry.directory, 1, Integer::sum);
                if (attr.parent() != entry.directory) {
                    wrong.add(entry + " is a directory whose parent is " + attr.parent());
                }
            }
        }
        for (Map.Entry<Long, Attr> inode : inodes.entrySet()) {
            long number = inode.getKey();
            Attr attr = inode.getValue();
            boolean root = attr.parent() == number;
            int named = names.getOrDefault(number, 0);
            if (!root && named == 0) {
                wrong.add("inode " + number + " has no name");
            }
            if (Mode.isDirectory(attr.mode())) {
                if (named > 1 || attr.nlink() != 2 + directories.getOrDefault(number, 0)) {
                    wrong.add("directory " + number + " has " + named + " names and " + attr.nlink()
                            + " links");
                }
                if (attr.size() != children.getOrDefault(number, 0)) {
                    wrong.add("directory " + number + " has size " + attr.size());
                }
            } else if (attr.nlink() != named) {
                wrong.add("inode " + number + " has " + named + " names and " + attr.nlink()
                        + " links");
            }
        }
    }
}
