package io.heddle.fuse.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.wire.Attr;
import io.heddle.wire.FsRequest;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Inodes, names and locks of an in-memory file system, as simple as can be. */
final class MemoryFiles {
    static final int S_IFMT = 0170000;
    static final int S_IFDIR = 0040000;
    static final int S_IFREG = 0100000;
    static final int S_IFLNK = 0120000;

    /** An inode with all that it has. */
    static final class Node {
        final long inode;
        int mode;
        int nlink = 1;
        int uid;
        int gid;
        int rdev;
        long size;
        long parent;
        long mtimeNs = now();
        long atimeNs = mtimeNs;
        long ctimeNs = mtimeNs;
        final long birthNs = mtimeNs;
        int opens;
        MemorySegment data = MemorySegment.NULL;
        byte[] target = {};
        final TreeMap<Long, String> order = new TreeMap<>();
        final Map<String, Long> names = new HashMap<>();
        final Map<String, byte[]> xattrs = new TreeMap<>();
        final java.util.List<Lock> locks = new java.util.ArrayList<>();

        Node(long inode, int mode) {
            this.inode = inode;
            this.mode = mode;
        }

        boolean isDirectory() {
            return (mode & S_IFMT) == S_IFDIR;
        }
    }

    record Lock(long start, long end, long owner, int type, int kind, int pid) {
        boolean overlaps(Lock other) {
            return kind == other.kind && start <= other.end && other.start <= end;
        }
    }

    final Map<Long, Node> nodes = new HashMap<>();
    private final Arena arena;
    private long nextInode = 2;
    private long nextCookie = 1;

    MemoryFiles(Arena arena) {
        this.arena = arena;
        var root = new Node(1, S_IFDIR | 0755);
        root.nlink = 2;
        root.parent = 1;
        nodes.put(1L, root);
    }

    static long now() {
        return System.currentTimeMillis() * 1_000_000;
    }

    Node make(FsRequest request, int mode) {
        // New folders get a bucket of their own.
        long bucket = (mode & S_IFMT) == S_IFDIR ? nextInode % 3 : request.inode() >>> 50;
        var node = new Node(bucket << 50 | nextInode++, mode);
        node.uid = request.uid();
        node.gid = request.gid();
        nodes.put(node.inode, node);
        return node;
    }

    int link(Node directory, String name, Node node) {
        if (directory.names.containsKey(name)) {
            return -Errno.EEXIST;
        }
        directory.names.put(name, node.inode);
        directory.order.put(nextCookie++, name);
        directory.mtimeNs = directory.ctimeNs = now();
        if (node.isDirectory()) {
            node.parent = directory.inode;
            directory.nlink++;
        }
        return 0;
    }

    void unlink(Node directory, String name) {
        Node node = nodes.get(directory.names.remove(name));
        directory.order.values().remove(name);
        directory.mtimeNs = directory.ctimeNs = now();
        if (node.isDirectory()) {
            directory.nlink--;
        }
    }

    /** One name less; gone when it was the last and nobody has it open. */
    void drop(Node node) {
        node.nlink = node.isDirectory() ? 0 : node.nlink - 1;
        forget(node);
    }

    void forget(Node node) {
        if (node.nlink <= 0 && node.opens == 0) {
            nodes.remove(node.inode);
        }
    }

    void resize(Node node, long size) {
        if (size > node.data.byteSize()) {
            MemorySegment bigger = arena.allocate(Math.max(size, 2 * node.data.byteSize()), 4096);
            MemorySegment.copy(node.data, 0, bigger, 0, node.size);
            node.data = bigger;
        }
        if (size < node.size) {
            node.data.asSlice(size, node.size - size).fill((byte) 0);
        }
        node.size = size;
    }

    Lock conflict(Node node, Lock wanted) {
        for (Lock lock : node.locks) {
            if (lock.overlaps(wanted)
                    && lock.owner != wanted.owner
                    && (lock.type == 1 || wanted.type == 1)) {
                return lock;
            }
        }
        return null;
    }

    void put(Node node, Lock lock) {
        for (Lock old : java.util.List.copyOf(node.locks)) {
            if (old.owner != lock.owner || !old.overlaps(lock)) {
                continue;
            }
            node.locks.remove(old);
            if (old.start < lock.start) {
                node.locks.add(new Lock(
                        old.start, lock.start - 1, old.owner, old.type, old.kind, old.pid));
            }
            if (old.end > lock.end) {
                node.locks.add(
                        new Lock(lock.end + 1, old.end, old.owner, old.type, old.kind, old.pid));
            }
        }
        if (lock.type != 2) {
            node.locks.add(lock);
        }
    }

    static String name1(FsRequest request) {
        return text(request.memory(), request.name1Offset(), request.name1Bytes());
    }

    static String name2(FsRequest request) {
        return text(request.memory(), request.name2Offset(), request.name2Bytes());
    }

    private static String text(MemorySegment memory, long offset, int bytes) {
        return new String(copy(memory, offset, bytes), StandardCharsets.UTF_8);
    }

    static byte[] copy(MemorySegment memory, long offset, int bytes) {
        byte[] copy = new byte[bytes];
        MemorySegment.copy(memory, offset, MemorySegment.ofArray(copy), 0, bytes);
        return copy;
    }

    static int attr(Node node, MemorySegment to, long at) {
        new Attr()
                .wrap(to, at)
                .inode(node.inode)
                .size(node.isDirectory() ? 4096 : node.size)
                .blocks((node.size + 4095) / 4096)
                .parent(node.parent)
                .atimeNs(node.atimeNs)
                .mtimeNs(node.mtimeNs)
                .ctimeNs(node.ctimeNs)
                .birthNs(node.birthNs)
                .mode(node.mode)
                .nlink(node.nlink)
                .uid(node.uid)
                .gid(node.gid)
                .rdev(node.rdev)
                .flags(0)
                .changes(0);
        return Attr.BYTES;
    }

    static byte[] padded(byte[] bytes) {
        return Arrays.copyOf(bytes, bytes.length + 7 & ~7);
    }
}
