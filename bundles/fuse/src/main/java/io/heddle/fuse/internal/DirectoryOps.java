package io.heddle.fuse.internal;

import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.foreign.fuse.FuseLayout.fuse_dirent;
import io.heddle.foreign.fuse.FuseLayout.fuse_entry_out;
import io.heddle.foreign.fuse.FuseLayout.fuse_read_in;
import io.heddle.foreign.linux.Errno;
import io.heddle.wire.Attr;
import io.heddle.wire.DirEntries;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * READDIR and READDIRPLUS. Offsets that the kernel sees: 1 after ".", 2 after "..", then the bucket's
 * cookies plus 2. An entry that lives in another bucket comes without attributes; the kernel looks it
 * up when it needs them.
 */
final class DirectoryOps {
    private static final int DOTS = 2;
    private static final int DIRECTORY_TYPE = 4;
    private static final int TYPE_SHIFT = 12;

    private final Step parent = this::parent;
    private final Step entries = this::entries;

    void register(Start[] table) {
        table[FuseKernel.READDIR] = this::read;
        table[FuseKernel.READDIRPLUS] = this::read;
        // Without it the kernel opens folders by itself and caches what is in them.
        table[FuseKernel.OPENDIR] = call -> call.fail(-Errno.ENOSYS);
        table[FuseKernel.RELEASEDIR] = call -> call.reply(0);
        // Changes of names are durable when they are answered: the kernel need not ask.
        table[FuseKernel.FSYNCDIR] = call -> call.fail(-Errno.ENOSYS);
    }

    private void read(Call call) {
        call.z = 0;
        if (call.inLong(fuse_read_in.offset) < DOTS) {
            call.fs();
            call.send(Opcode.GETATTR, parent);
        } else {
            ask(call, call.inLong(fuse_read_in.offset) - DOTS);
        }
    }

    private static boolean withAttrs(Call call) {
        return call.request().opcode() == FuseKernel.READDIRPLUS;
    }

    private void parent(Call call, int status, MemorySegment body, long offset, int bytes) {
        long up = call.attr.wrap(body, offset).parent();
        if (call.inLong(fuse_read_in.offset) == 0) {
            dot(call, call.inode(), 1);
        }
        dot(call, up == 0 ? call.inode() : up, DOTS);
        ask(call, 0);
    }

    /** Puts "." or ".." at z. */
    private static void dot(Call call, long inode, int dots) {
        int at = call.z;
        int start = withAttrs(call) ? fuse_entry_out.SIZE : 0;
        int bytes = start + fuse_dirent.SIZE + 8;
        call.outClear(at, bytes);
        call.outLong(at + start + fuse_dirent.ino, call.front.node(inode));
        call.outLong(at + start + fuse_dirent.off, dots);
        call.outInt(at + start + fuse_dirent.namelen, dots);
        call.outInt(at + start + fuse_dirent.type, DIRECTORY_TYPE);
        call.outShort(at + start + fuse_dirent.name, dots == 1 ? '.' : '.' << 8 | '.');
        call.z = at + bytes;
    }

    private void ask(Call call, long cookie) {
        boolean plus = withAttrs(call);
        int room = call.inInt(fuse_read_in.size) - call.z;
        // With attributes an entry takes 32 bytes more in the kernel's form than on the wire.
        call.fs().a(cookie).b(plus ? room * 3L / 4 : room).flags(plus ? 1 : 0);
        call.send(Opcode.READDIR, entries);
    }

    private void entries(Call call, int status, MemorySegment body, long offset, int bytes) {
        boolean plus = withAttrs(call);
        int size = Math.min(call.inInt(fuse_read_in.size), call.request().outCapacityBytes());
        int fixed = DirEntries.HEADER_BYTES + (plus ? Attr.BYTES : 0);
        long end = offset + bytes;
        long at = offset;
        while (at + fixed <= end) {
            int nameBytes = Short.toUnsignedInt(body.get(FsRequest.SHORT, at + 20));
            int needed = (plus ? fuse_entry_out.SIZE : 0) + (fuse_dirent.SIZE + nameBytes + 7 & ~7);
            if (call.z + needed > size) {
                break;
            }
            put(call, body, at, fixed, nameBytes, needed);
            call.z += needed;
            at += fixed + nameBytes + 7 & ~7;
        }
        call.reply(call.z);
    }

    private static void put(
            Call call, MemorySegment body, long at, int fixed, int nameBytes, int needed) {
        long inode = body.get(FsRequest.LONG, at);
        int out = call.z;
        // The padding after the name, before the name covers the rest.
        call.outLong(out + needed - Long.BYTES, 0);
        if (withAttrs(call)) {
            call.attr.wrap(body, at + DirEntries.HEADER_BYTES);
            if (call.attr.inode() == 0) {
                call.outClear(out, fuse_entry_out.SIZE);
            } else {
                Entries.entry(call, out, call.attr);
            }
            out += fuse_entry_out.SIZE;
        }
        call.outLong(out + fuse_dirent.ino, call.front.node(inode));
        call.outLong(out + fuse_dirent.off, body.get(FsRequest.LONG, at + 8) + DOTS);
        call.outInt(out + fuse_dirent.namelen, nameBytes);
        call.outInt(out + fuse_dirent.type, body.get(FsRequest.INT, at + 16) >>> TYPE_SHIFT & 15);
        MemorySegment.copy(
                body,
                ValueLayout.JAVA_BYTE,
                at + fixed,
                call.request().out(),
                ValueLayout.JAVA_BYTE,
                call.request().outOffset() + out + fuse_dirent.name,
                nameBytes);
    }
}
