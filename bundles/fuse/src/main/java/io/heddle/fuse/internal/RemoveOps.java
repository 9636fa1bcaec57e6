package io.heddle.fuse.internal;

import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.foreign.fuse.FuseLayout.fuse_rename2_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_rename_in;
import io.heddle.foreign.linux.Errno;
import io.heddle.fusehost.OpenNodes;
import io.heddle.wire.Opcode;

import java.lang.foreign.MemorySegment;

/**
 * UNLINK, RMDIR and RENAME. An open file that may lose its last name is announced to its bucket
 * first: so opening and closing cost nothing, and only removing an open file pays.
 */
final class RemoveOps {
    private static final int RENAME_NOREPLACE = 1;
    private static final int RENAME_EXCHANGE = 2;
    private static final int S_IFMT = 0170000;
    private static final int S_IFDIR = 0040000;

    private final Step removed = (call, status, body, offset, bytes) -> {
        if (status < 0) {
            call.fail(status);
        } else {
            call.reply(0);
        }
    };
    private final Step removedUnknown = this::removedUnknown;
    private final Step removedKnown = this::removedKnown;
    private final Step victim = this::victim;
    private final Step announced = this::announced;

    void register(Start[] table) {
        table[FuseKernel.UNLINK] = this::unlink;
        table[FuseKernel.RMDIR] = call -> {
            call.fsNamed(call.inode(), 0);
            call.send(Opcode.RMDIR, removed);
        };
        table[FuseKernel.RENAME] = this::rename;
        table[FuseKernel.RENAME2] = this::rename;
    }

    private void unlink(Call call) {
        if (call.front.openNodes().handles() == 0) {
            call.front.removals().beginUnknown();
            remove(call, removedUnknown);
            return;
        }
        call.fsNamed(call.inode(), 0);
        call.send(Opcode.LOOKUP, victim);
    }

    private void rename(Call call) {
        int flags = renameFlags(call);
        if ((flags & (RENAME_NOREPLACE | RENAME_EXCHANGE)) != 0) {
            remove(call, removed);
            return;
        }
        if (call.front.openNodes().handles() == 0) {
            call.front.removals().beginUnknown();
            remove(call, removedUnknown);
            return;
        }
        int from = renameBytes(call);
        call.fsNamed(
                call.front.inode(call.inLong(fuse_rename_in.newdir)),
                from + call.nameBytes(from) + 1);
        call.sendAnyway(Opcode.LOOKUP, victim);
    }

    private static int renameBytes(Call call) {
        return call.request().opcode() == FuseKernel.RENAME2
                ? fuse_rename2_in.SIZE
                : fuse_rename_in.SIZE;
    }

    private static int renameFlags(Call call) {
        return call.request().opcode() == FuseKernel.RENAME2
                ? call.inInt(fuse_rename2_in.flags)
                : 0;
    }

    /** Sends the removal itself. */
    private void remove(Call call, Step next) {
        if (call.request().opcode() == FuseKernel.UNLINK) {
            call.fsNamed(call.inode(), 0);
            call.sendAnyway(Opcode.UNLINK, next);
            return;
        }
        int from = renameBytes(call);
        int to = from + call.nameBytes(from) + 1;
        call.fsNamed(call.inode(), from)
                .inode2(call.front.inode(call.inLong(fuse_rename_in.newdir)))
                .flags(renameFlags(call));
        call.secondName(to, Call.MAX_NAME_BYTES);
        call.sendAnyway(Opcode.RENAME, next);
    }

    /** Who loses a name. */
    private void victim(Call call, int status, MemorySegment body, long offset, int bytes) {
        if (status == -Errno.ENOENT) {
            remove(call, removed); // A rename to a free name.
            return;
        }
        if (status < 0) {
            call.fail(status);
            return;
        }
        long inode = call.attr.wrap(body, offset).inode();
        if ((call.attr.mode() & S_IFMT) == S_IFDIR) {
            remove(call, removed);
            return;
        }
        call.x = inode;
        call.front.removals().begin(inode);
        OpenNodes open = call.front.openNodes();
        if (open.count(inode) == 0 || (open.flags(inode) & OpenNodes.ANNOUNCED) != 0) {
            remove(call, removedKnown);
            return;
        }
        call.fs(inode);
        call.sendAnyway(Opcode.OPEN, announced);
    }

    private void announced(Call call, int status, MemorySegment body, long offset, int bytes) {
        if (status < 0) {
            call.front.removals().end(call.x);
            call.fail(status);
            return;
        }
        OpenNodes open = call.front.openNodes();
        if (open.count(call.x) == 0 || (open.flags(call.x) & OpenNodes.ANNOUNCED) != 0) {
            call.front.closer().close(call.x); // Closed meanwhile, or announced by somebody else.
        } else {
            open.mark(call.x, OpenNodes.ANNOUNCED);
        }
        remove(call, removedKnown);
    }

    private void removedUnknown(Call call, int status, MemorySegment body, long offset, int bytes) {
        call.front.removals().endUnknown();
        removed.on(call, status, body, offset, bytes);
    }

    private void removedKnown(Call call, int status, MemorySegment body, long offset, int bytes) {
        call.front.removals().end(call.x);
        removed.on(call, status, body, offset, bytes);
    }
}
