package io.heddle.fuse.internal;

import io.heddle.client.Client;
import io.heddle.foreign.linux.Errno;
import io.heddle.fuse.internal.MemoryFiles.Lock;
import io.heddle.fuse.internal.MemoryFiles.Node;
import io.heddle.runtime.Loop;
import io.heddle.wire.Attr;
import io.heddle.wire.DirEntries;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.SetAttr;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A client without servers: executes requests as the table of {@link Opcode} says, on the loop, either
 * at once or as a posted command, so that requests overlap.
 */
final class MemoryClient implements Client {
    private final Loop loop;
    private final boolean inline;
    final MemoryFiles files;
    private final MemorySegment reply;
    private final FsRequest request = new FsRequest();
    /** How often each opcode came. */
    final AtomicIntegerArray counts = new AtomicIntegerArray(128);

    private int outstanding;
    private int replyBytes;

    MemoryClient(Loop loop, Arena arena, boolean inline) {
        this.loop = loop;
        this.inline = inline;
        files = new MemoryFiles(arena);
        reply = arena.allocate(1 << 20, 4096);
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public long memoryBytes() {
        return 0;
    }

    @Override
    public int outstanding() {
        return outstanding;
    }

    /** Inodes that exist; ask on the loop. */
    int inodes() {
        return files.nodes.size();
    }

    @Override
    public void submit(
            int opcode,
            MemorySegment head,
            long headOffset,
            int headBytes,
            MemorySegment body,
            long bodyOffset,
            int bodyBytes,
            Completion done,
            long token) {
        counts.incrementAndGet(opcode);
        outstanding++;
        Runnable execution = () -> {
            outstanding--;
            request.wrap(head, headOffset, headBytes + bodyBytes);
            replyBytes = 0;
            int status = execute(opcode, body, bodyOffset, bodyBytes);
            done.onDone(token, status, reply, 0, replyBytes);
        };
        if (inline) {
            execution.run();
        } else if (!loop.post(execution)) {
            throw new IllegalStateException("the loop is full");
        }
    }

    private int execute(int opcode, MemorySegment body, long bodyOffset, int bodyBytes) {
        Node node = files.nodes.get(request.inode());
        if (opcode == Opcode.STATFS) {
            long[] values = {1L << 40, 1L << 39, 1_000_000, 900_000};
            MemorySegment.copy(MemorySegment.ofArray(values), 0, reply, 0, 32);
            replyBytes = 32;
            return 0;
        }
        if (node == null) {
            return -Errno.ENOENT;
        }
        return switch (opcode) {
            case Opcode.LOOKUP -> lookup(node);
            case Opcode.GETATTR -> attr(node);
            case Opcode.READ -> read(node);
            case Opcode.WRITE -> write(node, body, bodyOffset, bodyBytes);
            case Opcode.READDIR -> readdir(node);
            case Opcode.READLINK -> bytes(node.target);
            case Opcode.SETATTR -> setattr(node);
            case Opcode.CREATE -> create(node);
            case Opcode.MKNOD, Opcode.MKDIR, Opcode.SYMLINK -> make(opcode, node);
            case Opcode.TMPFILE -> {
                Node made = files.make(request, MemoryFiles.S_IFREG | request.mode());
                made.nlink = 0;
                made.opens = 1;
                yield attr(made);
            }
            case Opcode.LINK -> link(node);
            case Opcode.UNLINK, Opcode.RMDIR -> remove(opcode, node);
            case Opcode.RENAME -> rename(node);
            case Opcode.FSYNC -> 0;
            case Opcode.OPEN -> {
                node.opens++;
                yield attr(node);
            }
            case Opcode.CLOSE -> {
                node.opens--;
                files.forget(node);
                yield 0;
            }
            case Opcode.FALLOCATE -> fallocate(node);
            case Opcode.LSEEK -> lseek(node);
            case Opcode.SETXATTR, Opcode.GETXATTR, Opcode.LISTXATTR, Opcode.REMOVEXATTR ->
                xattr(opcode, node, body, bodyOffset, bodyBytes);
            case Opcode.GETLK, Opcode.SETLK -> lock(opcode, node);
            case Opcode.UNLOCK_OWNER -> {
                long owner = request.c();
                int kind = request.mode();
                node.locks.removeIf(lock -> lock.owner() == owner && lock.kind() == kind);
                yield 0;
            }
            default -> -Errno.ENOSYS;
        };
    }

    private int attr(Node node) {
        replyBytes = MemoryFiles.attr(node, reply, 0);
        return 0;
    }

    private int bytes(byte[] bytes) {
        MemorySegment.copy(MemorySegment.ofArray(bytes), 0, reply, 0, bytes.length);
        replyBytes = bytes.length;
        return 0;
    }

    private int lookup(Node directory) {
        Long inode = directory.names.get(MemoryFiles.name1(request));
        if (inode == null) {
            return -Errno.ENOENT;
        }
        Node node = files.nodes.get(inode);
        if (inode >>> 50 == directory.inode >>> 50) {
            return attr(node);
        }
        reply.asSlice(0, Attr.BYTES).fill((byte) 0);
        new Attr().wrap(reply, 0).inode(inode).mode(node.mode);
        replyBytes = Attr.BYTES;
        return 0;
    }

    private int read(Node node) {
        int length = (int) Math.clamp(node.size - request.a(), 0, request.b());
        if (length > 0) {
            MemorySegment.copy(node.data, request.a(), reply, 0, length);
        }
        replyBytes = length;
        return 0;
    }

    private int write(Node node, MemorySegment body, long offset, int bytes) {
        long end = request.a() + bytes;
        if (end > node.size) {
            files.resize(node, end);
        }
        MemorySegment.copy(body, offset, node.data, request.a(), bytes);
        node.mtimeNs = node.ctimeNs = MemoryFiles.now();
        if ((request.flags() & 2) != 0) {
            node.mode &= ~06000;
        }
        return attr(node);
    }

    private int readdir(Node node) {
        boolean plus = (request.flags() & 1) != 0;
        int at = 0;
        for (var entry : node.order.tailMap(request.a(), false).entrySet()) {
            byte[] name = entry.getValue().getBytes(StandardCharsets.UTF_8);
            int fixed = DirEntries.HEADER_BYTES + (plus ? Attr.BYTES : 0);
            int length = fixed + name.length + 7 & ~7;
            if (at + length > request.b()) {
                break;
            }
            Node child = files.nodes.get(node.names.get(entry.getValue()));
            reply.asSlice(at, length).fill((byte) 0);
            reply.set(FsRequest.LONG, at, child.inode);
            reply.set(FsRequest.LONG, at + 8, entry.getKey());
            reply.set(FsRequest.INT, at + 16, child.mode);
            reply.set(FsRequest.SHORT, at + 20, (short) name.length);
            if (plus && child.inode >>> 50 == node.inode >>> 50) {
                MemoryFiles.attr(child, reply, at + DirEntries.HEADER_BYTES);
            }
            MemorySegment.copy(MemorySegment.ofArray(name), 0, reply, at + fixed, name.length);
            at += length;
        }
        replyBytes = at;
        return 0;
    }

    private int setattr(Node node) {
        int flags = request.flags();
        if ((flags & SetAttr.MODE) != 0) {
            node.mode = node.mode & MemoryFiles.S_IFMT | request.mode() & 07777;
        }
        if ((flags & SetAttr.UID) != 0) {
            node.uid = request.uid();
        }
        if ((flags & SetAttr.GID) != 0) {
            node.gid = request.gid();
        }
        if ((flags & SetAttr.SIZE) != 0) {
            files.resize(node, request.a());
        }
        if ((flags & SetAttr.KILL_SUIDGID) != 0 && !node.isDirectory()) {
            node.mode &= ~06000;
        }
        node.atimeNs = (flags & SetAttr.ATIME) != 0 ? request.b() : node.atimeNs;
        node.mtimeNs = (flags & SetAttr.MTIME) != 0 ? request.c() : node.mtimeNs;
        if ((flags & SetAttr.MTIME_NOW) != 0) {
            node.mtimeNs = MemoryFiles.now();
        }
        node.ctimeNs = MemoryFiles.now();
        return attr(node);
    }

    private int create(Node directory) {
        Long there = directory.names.get(MemoryFiles.name1(request));
        if (there != null) {
            return (request.flags() & CreateOps.O_EXCL) != 0
                    ? -Errno.EEXIST
                    : attr(files.nodes.get(there));
        }
        Node node = files.make(request, MemoryFiles.S_IFREG | request.mode() & 07777);
        files.link(directory, MemoryFiles.name1(request), node);
        attr(node);
        MemoryFiles.attr(directory, reply, Attr.BYTES);
        replyBytes = 2 * Attr.BYTES;
        return 0;
    }

    private int make(int opcode, Node directory) {
        if (directory.names.containsKey(MemoryFiles.name1(request))) {
            return -Errno.EEXIST;
        }
        int mode = switch (opcode) {
            case Opcode.MKDIR -> MemoryFiles.S_IFDIR | request.mode() & 07777;
            case Opcode.SYMLINK -> MemoryFiles.S_IFLNK | 0777;
            default -> request.mode();
        };
        Node node = files.make(request, mode);
        node.rdev = (int) request.a();
        if (opcode == Opcode.SYMLINK) {
            node.target = MemoryFiles.name2(request).getBytes(StandardCharsets.UTF_8);
            node.size = node.target.length;
        }
        node.nlink = node.isDirectory() ? 2 : 1;
        files.link(directory, MemoryFiles.name1(request), node);
        return attr(node);
    }

    private int link(Node node) {
        int status =
                files.link(files.nodes.get(request.inode2()), MemoryFiles.name1(request), node);
        if (status == 0) {
            node.nlink++;
        }
        return status < 0 ? status : attr(node);
    }

    private int remove(int opcode, Node directory) {
        Long inode = directory.names.get(MemoryFiles.name1(request));
        if (inode == null) {
            return -Errno.ENOENT;
        }
        Node node = files.nodes.get(inode);
        if (opcode == Opcode.RMDIR && !node.names.isEmpty()) {
            return -Errno.ENOTEMPTY;
        }
        files.unlink(directory, MemoryFiles.name1(request));
        files.drop(node);
        return 0;
    }

    private int rename(Node from) {
        Node to = files.nodes.get(request.inode2());
        String name1 = MemoryFiles.name1(request);
        String name2 = MemoryFiles.name2(request);
        Long moved = from.names.get(name1);
        Long there = to.names.get(name2);
        if (moved == null) {
            return -Errno.ENOENT;
        }
        if (there != null && (request.flags() & 1) != 0) {
            return -Errno.EEXIST;
        }
        if ((request.flags() & 2) != 0) {
            if (there == null) {
                return -Errno.ENOENT;
            }
            files.unlink(from, name1);
            files.unlink(to, name2);
            files.link(from, name1, files.nodes.get(there));
            files.link(to, name2, files.nodes.get(moved));
            return 0;
        }
        if (there != null && !there.equals(moved)) {
            Node old = files.nodes.get(there);
            if (!old.names.isEmpty()) {
                return -Errno.ENOTEMPTY;
            }
            files.unlink(to, name2);
            files.drop(old);
        }
        files.unlink(from, name1);
        files.link(to, name2, files.nodes.get(moved));
        return 0;
    }

    private int fallocate(Node node) {
        long end = request.a() + request.b();
        boolean keeps = (request.flags() & 1) != 0;
        if ((request.flags() & 2) != 0) {
            long to = Math.min(end, node.size);
            if (to > request.a()) {
                node.data.asSlice(request.a(), to - request.a()).fill((byte) 0);
            }
        }
        if (!keeps && end > node.size) {
            files.resize(node, end);
        }
        return attr(node);
    }

    /** All of a file is data, and its end is the only hole. */
    private int lseek(Node node) {
        if (request.a() >= node.size) {
            return -Errno.ENXIO;
        }
        reply.set(FsRequest.LONG, 0, request.b() == 3 ? request.a() : node.size);
        replyBytes = 8;
        return 0;
    }

    private int xattr(int opcode, Node node, MemorySegment body, long offset, int bytes) {
        String name = MemoryFiles.name1(request);
        switch (opcode) {
            case Opcode.SETXATTR -> node.xattrs.put(name, MemoryFiles.copy(body, offset, bytes));
            case Opcode.REMOVEXATTR -> {
                return node.xattrs.remove(name) == null ? -Errno.ENODATA : 0;
            }
            case Opcode.GETXATTR -> {
                byte[] value = node.xattrs.get(name);
                return value == null ? -Errno.ENODATA : bytes(value);
            }
            default -> {
                String all = String.join("\0", node.xattrs.keySet());
                return bytes((all.isEmpty() ? "" : all + "\0").getBytes(StandardCharsets.UTF_8));
            }
        }
        return 0;
    }

    private int lock(int opcode, Node node) {
        var wanted = new Lock(
                request.a(),
                request.b(),
                request.c(),
                request.flags(),
                request.mode(),
                request.pid());
        Lock other = wanted.type() == 2 ? null : files.conflict(node, wanted);
        if (opcode == Opcode.SETLK) {
            if (other != null) {
                reply.set(FsRequest.LONG, 0, 0);
                reply.set(FsRequest.LONG, 8, other.owner());
                replyBytes = 16;
                return -Errno.EAGAIN;
            }
            files.put(node, wanted);
            return 0;
        }
        Lock shown = other == null ? wanted : other;
        reply.set(FsRequest.LONG, 0, shown.start());
        reply.set(FsRequest.LONG, 8, shown.end());
        reply.set(FsRequest.INT, 16, other == null ? 2 : shown.type());
        reply.set(FsRequest.INT, 20, shown.pid());
        replyBytes = 24;
        return 0;
    }
}
