package io.heddle.fuse.internal;

import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.foreign.fuse.FuseLayout.fuse_create_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_entry_out;
import io.heddle.foreign.fuse.FuseLayout.fuse_link_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_mkdir_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_mknod_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_open_out;
import io.heddle.fusehost.OpenNodes;
import io.heddle.wire.Attr;
import io.heddle.wire.Opcode;
import io.heddle.wire.SetAttr;

import java.lang.foreign.MemorySegment;

/** Whatever makes a name or an inode: MKNOD, MKDIR, SYMLINK, LINK, CREATE and TMPFILE. */
final class CreateOps {
    static final int O_EXCL = 0200;
    static final int O_TRUNC = 01000;

    private final Step made;
    private final Step created = this::created;
    private final Step truncated = this::opened;
    private final Step elsewhere = this::opened;
    private final Step nameless = this::nameless;

    CreateOps(LookupOps lookup) {
        made = (call, status, body, offset, bytes) -> lookup.entry(call, body, offset);
    }

    void register(Start[] table) {
        table[FuseKernel.MKNOD] = this::mknod;
        table[FuseKernel.MKDIR] = this::mkdir;
        table[FuseKernel.SYMLINK] = this::symlink;
        table[FuseKernel.LINK] = this::link;
        table[FuseKernel.CREATE] = this::create;
        table[FuseKernel.TMPFILE] = this::tmpfile;
    }

    private void mknod(Call call) {
        call.fsNamed(call.inode(), fuse_mknod_in.SIZE)
                .mode(call.inInt(fuse_mknod_in.mode))
                .a(Integer.toUnsignedLong(call.inInt(fuse_mknod_in.rdev)));
        call.send(Opcode.MKNOD, made);
    }

    private void mkdir(Call call) {
        call.fsNamed(call.inode(), fuse_mkdir_in.SIZE).mode(call.inInt(fuse_mkdir_in.mode));
        call.send(Opcode.MKDIR, made);
    }

    /** Name, zero, target, zero. */
    private void symlink(Call call) {
        call.fsNamed(call.inode(), 0);
        call.secondName(call.nameBytes(0) + 1, Call.MAX_TARGET_BYTES);
        call.send(Opcode.SYMLINK, made);
    }

    private void link(Call call) {
        long file = call.front.inode(call.inLong(fuse_link_in.oldnodeid));
        call.fsNamed(file, fuse_link_in.SIZE).inode2(call.inode());
        call.send(Opcode.LINK, made);
    }

    private void create(Call call) {
        int flags = call.inInt(fuse_create_in.flags);
        call.fsNamed(call.inode(), fuse_create_in.SIZE)
                .mode(call.inInt(fuse_create_in.mode))
                .flags(flags & (O_EXCL | O_TRUNC));
        call.x = call.front.lastFolder().moment();
        call.z = call.front.solitude();
        call.send(Opcode.CREATE, created);
    }

    /** Found in another bucket: nothing was done there yet. */
    private void created(Call call, int status, MemorySegment body, long offset, int bytes) {
        call.attr.wrap(body, offset);
        if (call.attr.nlink() != 0) {
            if (bytes >= 2 * Attr.BYTES) {
                int alone = call.z == call.front.solitude() ? call.z : -1;
                call.front
                        .lastFolder()
                        .remember(call.x, alone, call.inode(), body, offset + Attr.BYTES);
            }
            opened(call, status, body, offset, bytes);
            return;
        }
        call.fs(call.attr.inode());
        if ((call.inInt(fuse_create_in.flags) & O_TRUNC) != 0) {
            call.fs(call.attr.inode()).flags(SetAttr.SIZE | SetAttr.MTIME_NOW);
            call.send(Opcode.SETATTR, truncated);
        } else {
            call.send(Opcode.GETATTR, elsewhere);
        }
    }

    private void opened(Call call, int status, MemorySegment body, long offset, int bytes) {
        call.attr.wrap(body, offset);
        call.front.openNodes().opened(call.attr.inode());
        Entries.entry(call, 0, call.attr);
        Entries.open(call, fuse_entry_out.SIZE);
        call.reply(fuse_entry_out.SIZE + fuse_open_out.SIZE);
    }

    private void tmpfile(Call call) {
        call.fs().mode(call.inInt(fuse_create_in.mode));
        call.send(Opcode.TMPFILE, nameless);
    }

    /** The bucket holds it open for us from its birth. */
    private void nameless(Call call, int status, MemorySegment body, long offset, int bytes) {
        long inode = call.attr.wrap(body, offset).inode();
        call.front.openNodes().opened(inode);
        call.front.openNodes().mark(inode, OpenNodes.ANNOUNCED);
        Entries.entry(call, 0, call.attr);
        Entries.open(call, fuse_entry_out.SIZE);
        call.reply(fuse_entry_out.SIZE + fuse_open_out.SIZE);
    }
}
