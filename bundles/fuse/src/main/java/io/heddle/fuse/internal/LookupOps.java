package io.heddle.fuse.internal;

import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.foreign.fuse.FuseLayout.fuse_entry_out;
import io.heddle.foreign.linux.Errno;
import io.heddle.wire.Opcode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** LOOKUP and what the kernel forgets. */
final class LookupOps {
    private final Step found = this::found;
    private final Step attr = LookupOps::attr;
    private final Step parent = this::parent;

    void register(Start[] table) {
        table[FuseKernel.LOOKUP] = this::lookup;
        table[FuseKernel.FORGET] = Call::none;
        table[FuseKernel.BATCH_FORGET] = Call::none;
    }

    private void lookup(Call call) {
        int bytes = call.nameBytes(0);
        int dots = dots(call, bytes);
        if (dots == 1) {
            call.fs();
            call.send(Opcode.GETATTR, attr);
        } else if (dots == 2) {
            call.fs();
            call.send(Opcode.GETATTR, parent);
        } else {
            call.fsNamed(call.inode(), 0);
            call.sendAnyway(Opcode.LOOKUP, found);
        }
    }

    /** 1 for ".", 2 for "..", else 0. */
    private static int dots(Call call, int bytes) {
        if (bytes > 2) {
            return 0;
        }
        for (int i = 0; i < bytes; i++) {
            MemorySegment in = call.request().in();
            if (in.get(ValueLayout.JAVA_BYTE, call.request().inOffset() + i) != '.') {
                return 0;
            }
        }
        return bytes;
    }

    private void found(Call call, int status, MemorySegment body, long offset, int bytes) {
        if (status == -Errno.ENOENT) {
            Entries.replyAbsent(call);
        } else if (status < 0) {
            call.fail(status);
        } else {
            entry(call, body, offset);
        }
    }

    /** Answers with an entry; one in another bucket is asked for there first. */
    void entry(Call call, MemorySegment body, long offset) {
        call.attr.wrap(body, offset);
        if (call.attr.nlink() == 0) {
            call.fs(call.attr.inode());
            call.send(Opcode.GETATTR, attr);
        } else {
            attr(call, 0, body, offset, 0);
        }
    }

    private static void attr(Call call, int status, MemorySegment body, long offset, int bytes) {
        Entries.entry(call, 0, call.attr.wrap(body, offset));
        call.reply(fuse_entry_out.SIZE);
    }

    private void parent(Call call, int status, MemorySegment body, long offset, int bytes) {
        long inode = call.attr.wrap(body, offset).parent();
        call.fs(inode == 0 ? call.inode() : inode);
        call.send(Opcode.GETATTR, attr);
    }
}
