package io.heddle.fuse.internal;

import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.foreign.fuse.FuseLayout.fuse_flush_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_open_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_open_out;
import io.heddle.foreign.fuse.FuseLayout.fuse_release_in;
import io.heddle.foreign.linux.Errno;
import io.heddle.fusehost.OpenNodes;
import io.heddle.wire.Opcode;
import io.heddle.wire.SetAttr;

import java.lang.foreign.MemorySegment;

/** OPEN, RELEASE, FLUSH and FSYNC, none of which costs a message in the usual case. */
final class OpenOps {
    private final Step announced = this::announced;
    private final Step truncated = this::truncated;
    private final Step unlocked = this::unlocked;
    private final Step flushed = (call, status, body, offset, bytes) -> {
        call.front.locks().wake();
        if (status == -Errno.EIO) {
            call.fail(status);
        } else {
            call.reply(0);
        }
    };

    void register(Start[] table) {
        table[FuseKernel.OPEN] = this::open;
        table[FuseKernel.RELEASE] = this::release;
        table[FuseKernel.FLUSH] = this::flush;
        // A write is answered when it is durable on all in-sync replicas, and the kernel keeps no
        // dirty page that it has not written before it sends this.
        table[FuseKernel.FSYNC] = call -> call.reply(0);
        table[FuseKernel.SYNCFS] = call -> call.reply(0);
    }

    private void open(Call call) {
        long inode = call.inode();
        call.z = 0;
        if (call.front.removals().mayRemove(inode)) {
            call.fs();
            call.send(Opcode.OPEN, announced);
        } else {
            truncate(call);
        }
    }

    private void announced(Call call, int status, MemorySegment body, long offset, int bytes) {
        call.z = 1;
        truncate(call);
    }

    private void truncate(Call call) {
        if ((call.inInt(fuse_open_in.flags) & CreateOps.O_TRUNC) == 0) {
            opened(call);
            return;
        }
        int kill = call.inInt(fuse_open_in.open_flags) & FuseKernel.OPEN_KILL_SUIDGID;
        call.fs().flags(SetAttr.SIZE | SetAttr.MTIME_NOW | (kill == 0 ? 0 : SetAttr.KILL_SUIDGID));
        call.sendAnyway(Opcode.SETATTR, truncated);
    }

    private void truncated(Call call, int status, MemorySegment body, long offset, int bytes) {
        if (status >= 0) {
            opened(call);
            return;
        }
        if (call.z != 0) {
            call.front.closer().close(call.inode());
        }
        call.fail(status);
    }

    private void opened(Call call) {
        long inode = call.inode();
        OpenNodes open = call.front.openNodes();
        open.opened(inode);
        if (call.z != 0) {
            if ((open.flags(inode) & OpenNodes.ANNOUNCED) != 0) {
                call.front.closer().close(inode); // It was announced before: once is enough.
            }
            open.mark(inode, OpenNodes.ANNOUNCED);
        }
        Entries.open(call, 0);
        call.reply(fuse_open_out.SIZE);
    }

    private void release(Call call) {
        int flags = call.inInt(fuse_release_in.release_flags);
        if ((flags & FuseKernel.RELEASE_FLOCK_UNLOCK) != 0) {
            call.fs().mode(1).c(call.inLong(fuse_release_in.lock_owner));
            call.sendAnyway(Opcode.UNLOCK_OWNER, unlocked);
        } else {
            released(call);
        }
    }

    private void unlocked(Call call, int status, MemorySegment body, long offset, int bytes) {
        call.front.locks().wake();
        released(call);
    }

    /** The last close of a handle ends the locks that its open file description has. */
    private void released(Call call) {
        long handle = call.inLong(fuse_release_in.fh);
        long owner = call.front.openNodes().lockOwners().next(call.inode(), handle);
        if (owner != 0) {
            call.fs().mode(0).c(owner);
            call.sendAnyway(Opcode.UNLOCK_OWNER, unlocked);
            return;
        }
        int marks = call.front.openNodes().released(call.inode());
        if (marks > 0 && (marks & OpenNodes.ANNOUNCED) != 0) {
            call.front.closer().close(call.inode());
        }
        call.reply(0);
    }

    /** A close of any handle ends the owner's POSIX locks on the file. */
    private void flush(Call call) {
        if ((call.front.openNodes().flags(call.inode()) & OpenNodes.POSIX_LOCKED) == 0) {
            call.reply(0);
            return;
        }
        long owner = call.inLong(fuse_flush_in.lock_owner);
        call.front.openNodes().lockOwners().flushed(call.inode(), owner);
        call.fs().mode(0).c(owner);
        call.sendAnyway(Opcode.UNLOCK_OWNER, flushed);
    }
}
