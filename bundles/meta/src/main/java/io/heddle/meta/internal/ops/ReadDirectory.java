package io.heddle.meta.internal.ops;

import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;
import io.heddle.wire.Attr;
import io.heddle.wire.DirEntries;
import io.heddle.wire.FsRequest;

import java.lang.foreign.MemorySegment;

/** READDIR: entries behind a cookie, in the order in which they were made. */
final class ReadDirectory implements Operation {
    static final int WITH_ATTRS = 1;

    private final Workspace workspace;

    ReadDirectory(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        var bucket = context.bucket();
        long directory = request.inode();
        context.touch(directory);
        int status = workspace.inode.load(bucket.store(), directory);
        if (status < 0) {
            return status;
        }
        if (!workspace.inode.isDirectory()) {
            return -Errno.ENOTDIR;
        }
        long capacity = Math.min(context.replyCapacity(), request.b());
        int attrBytes = (request.flags() & WITH_ATTRS) != 0 ? Attr.BYTES : 0;
        int filled = 0;
        var cursor = workspace.cursors.of(bucket);
        boolean more = workspace.key.cookie(directory, request.a() + 1).seek(cursor);
        while (more && StateKey.matches(cursor.key(), StateKey.COOKIE, directory)) {
            int nameBytes = cursor.value().lengthBytes() - Dentry.COOKIE_HEAD_BYTES;
            int bytes = DirEntries.HEADER_BYTES + attrBytes + nameBytes + 7 & ~7;
            if (filled + bytes > capacity) {
                break;
            }
            put(context, cursor, filled, attrBytes, nameBytes);
            filled += bytes;
            more = cursor.next();
        }
        context.replyBytes(filled);
        boolean tooSmall = more && filled == 0 && isEntry(cursor, directory);
        return tooSmall ? -Errno.EINVAL : 0;
    }

    private static boolean isEntry(StateStore.Cursor cursor, long directory) {
        return StateKey.matches(cursor.key(), StateKey.COOKIE, directory);
    }

    private void put(
            OpContext context, StateStore.Cursor cursor, int at, int attrBytes, int nameBytes) {
        MemorySegment reply = context.reply();
        long to = context.replyOffset() + at;
        MemorySegment value = cursor.value().memory();
        long from = cursor.value().offset();
        long inode = value.get(FsRequest.LONG, from);
        reply.set(FsRequest.LONG, to, inode);
        reply.set(FsRequest.LONG, to + 8, StateKey.secondNumber(cursor.key()));
        reply.set(FsRequest.INT, to + 16, value.get(FsRequest.INT, from + 8));
        reply.set(FsRequest.SHORT, to + 20, (short) nameBytes);
        reply.set(FsRequest.SHORT, to + 22, (short) 0);
        long name = to + DirEntries.HEADER_BYTES + attrBytes;
        MemorySegment.copy(value, from + Dentry.COOKIE_HEAD_BYTES, reply, name, nameBytes);
        if (attrBytes != 0) {
            putAttr(context, inode, to + DirEntries.HEADER_BYTES);
        }
    }

    private void putAttr(OpContext context, long inode, long to) {
        if (Workspace.isHere(context.bucket(), inode)) {
            context.touch(inode);
            if (workspace.inode.load(context.bucket().store(), inode) == 0) {
                workspace.inode.copyTo(context.reply(), to);
                return;
            }
        }
        context.reply().asSlice(to, Attr.BYTES).fill((byte) 0);
    }
}
