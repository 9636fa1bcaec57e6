package io.heddle.fuse.internal;

import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.foreign.fuse.FuseLayout.fuse_kstatfs;
import io.heddle.foreign.fuse.FuseLayout.fuse_setattr_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_statx;
import io.heddle.foreign.fuse.FuseLayout.fuse_statx_out;
import io.heddle.foreign.linux.Errno;
import io.heddle.wire.Attr;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.SetAttr;

import java.lang.foreign.MemorySegment;

/** GETATTR, STATX, SETATTR, STATFS, ACCESS and READLINK. */
final class AttrOps {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int BLOCK_BYTES = 4096;
    private static final int NAME_BYTES = 255;
    /** STATX_BASIC_STATS and STATX_BTIME. */
    private static final int STATX_MASK = 0xfff;

    private final Step attr = (call, status, body, offset, bytes) ->
            Entries.replyAttr(call, call.attr.wrap(body, offset));
    private final Step statx = AttrOps::statx;
    private final Step capacity = AttrOps::capacity;
    private final Step target =
            (call, status, body, offset, bytes) -> call.reply(body, offset, bytes);

    void register(Start[] table) {
        table[FuseKernel.GETATTR] = this::getattr;
        table[FuseKernel.STATX] = call -> {
            call.fs();
            call.send(Opcode.GETATTR, statx);
        };
        table[FuseKernel.SETATTR] = this::setattr;
        table[FuseKernel.STATFS] = call -> {
            call.fs().inode2(call.front.inode(FuseKernel.ROOT_ID));
            call.send(Opcode.STATFS, capacity);
        };
        // The kernel checks permissions itself (default_permissions) and asks once.
        table[FuseKernel.ACCESS] = call -> call.fail(-Errno.ENOSYS);
        table[FuseKernel.READLINK] = call -> {
            call.fs();
            call.send(Opcode.READLINK, target);
        };
    }

    private void getattr(Call call) {
        Attr known = call.front.lastFolder().find(call.inode(), call.front.solitude());
        if (known != null) {
            Entries.replyAttr(call, known);
            return;
        }
        call.fs();
        call.send(Opcode.GETATTR, attr);
    }

    private void setattr(Call call) {
        int valid = call.inInt(fuse_setattr_in.valid);
        int flags = valid & (SetAttr.MODE | SetAttr.UID | SetAttr.GID | SetAttr.SIZE);
        if ((valid & FuseKernel.FATTR_ATIME_NOW) != 0) {
            flags |= SetAttr.ATIME_NOW;
        } else if ((valid & FuseKernel.FATTR_ATIME) != 0) {
            flags |= SetAttr.ATIME;
        }
        if ((valid & FuseKernel.FATTR_MTIME_NOW) != 0) {
            flags |= SetAttr.MTIME_NOW;
        } else if ((valid & FuseKernel.FATTR_MTIME) != 0) {
            flags |= SetAttr.MTIME;
        } else if ((valid & FuseKernel.FATTR_SIZE) != 0) {
            flags |= SetAttr.MTIME_NOW; // Implied by a new size.
        }
        // The kernel leaves set-id bits to us (HANDLE_KILLPRIV_V2): chown always clears them.
        if ((valid & (FuseKernel.FATTR_KILL_SUIDGID | FuseKernel.FATTR_UID | FuseKernel.FATTR_GID))
                != 0) {
            flags |= SetAttr.KILL_SUIDGID;
        }
        FsRequest fs = call.fs();
        fs.owner(
                call.inInt(fuse_setattr_in.uid),
                call.inInt(fuse_setattr_in.gid),
                call.request().pid());
        fs.flags(flags).mode(call.inInt(fuse_setattr_in.mode)).a(call.inLong(fuse_setattr_in.size));
        fs.b(time(call, fuse_setattr_in.atime, fuse_setattr_in.atimensec));
        fs.c(time(call, fuse_setattr_in.mtime, fuse_setattr_in.mtimensec));
        call.send(Opcode.SETATTR, attr);
    }

    private static long time(Call call, int seconds, int nanos) {
        return call.inLong(seconds) * SECOND_NS + call.inInt(nanos);
    }

    private static void statx(Call call, int status, MemorySegment body, long offset, int bytes) {
        Attr attr = call.attr.wrap(body, offset);
        int at = fuse_statx_out.stat;
        call.outClear(0, fuse_statx_out.SIZE);
        call.outLong(fuse_statx_out.attr_valid, call.front.ttlSeconds());
        call.outInt(at + fuse_statx.mask, STATX_MASK);
        call.outInt(at + fuse_statx.blksize, BLOCK_BYTES);
        call.outInt(at + fuse_statx.nlink, attr.nlink());
        call.outInt(at + fuse_statx.uid, attr.uid());
        call.outInt(at + fuse_statx.gid, attr.gid());
        call.outShort(at + fuse_statx.mode, attr.mode());
        call.outLong(at + fuse_statx.ino, call.front.node(attr.inode()));
        call.outLong(at + fuse_statx.size, attr.size());
        call.outLong(at + fuse_statx.blocks, attr.blocks() * (BLOCK_BYTES / 512));
        putTime(call, at + fuse_statx.atime, attr.atimeNs());
        putTime(call, at + fuse_statx.btime, attr.birthNs());
        putTime(call, at + fuse_statx.ctime, attr.ctimeNs());
        putTime(call, at + fuse_statx.mtime, attr.mtimeNs());
        // new_decode_dev() of the kernel: 12 bits major, 20 bits minor.
        int rdev = attr.rdev();
        call.outInt(at + fuse_statx.rdev_major, rdev >>> 8 & 0xfff);
        call.outInt(at + fuse_statx.rdev_minor, rdev & 0xff | rdev >>> 12 & 0xf_ff00);
        call.reply(fuse_statx_out.SIZE);
    }

    private static void putTime(Call call, int at, long timeNs) {
        call.outLong(at, Math.floorDiv(timeNs, SECOND_NS));
        call.outInt(at + 8, (int) Math.floorMod(timeNs, SECOND_NS));
    }

    private static void capacity(
            Call call, int status, MemorySegment body, long offset, int bytes) {
        long free = body.get(FsRequest.LONG, offset + 8) / BLOCK_BYTES;
        call.outClear(0, fuse_kstatfs.SIZE);
        call.outLong(fuse_kstatfs.blocks, body.get(FsRequest.LONG, offset) / BLOCK_BYTES);
        call.outLong(fuse_kstatfs.bfree, free);
        call.outLong(fuse_kstatfs.bavail, free);
        call.outLong(fuse_kstatfs.files, body.get(FsRequest.LONG, offset + 16));
        call.outLong(fuse_kstatfs.ffree, body.get(FsRequest.LONG, offset + 24));
        call.outInt(fuse_kstatfs.bsize, BLOCK_BYTES);
        call.outInt(fuse_kstatfs.namelen, NAME_BYTES);
        call.outInt(fuse_kstatfs.frsize, BLOCK_BYTES);
        call.reply(fuse_kstatfs.SIZE);
    }
}
