package io.heddle.fuse.internal;

import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.foreign.fuse.FuseLayout.fuse_getxattr_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_getxattr_out;
import io.heddle.foreign.fuse.FuseLayout.fuse_setxattr_in;
import io.heddle.foreign.linux.Errno;
import io.heddle.wire.Opcode;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** Extended attributes. ACLs and SELinux labels are refused here, since tools ask for every file. */
final class XattrOps {
    /** The kernel sends the first two members only: SETXATTR_EXT is not negotiated. */
    private static final int SET_IN_BYTES = 8;

    private static final byte[] SYSTEM = "system.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SELINUX = "security.selinux".getBytes(StandardCharsets.US_ASCII);

    private final Step value = this::value;
    private final Step done = (call, status, body, offset, bytes) -> call.reply(0);

    void register(Start[] table) {
        table[FuseKernel.SETXATTR] = this::set;
        table[FuseKernel.GETXATTR] = this::get;
        table[FuseKernel.LISTXATTR] = call -> {
            call.fs();
            call.send(Opcode.LISTXATTR, value);
        };
        table[FuseKernel.REMOVEXATTR] = call -> {
            call.fsNamed(call.inode(), 0);
            call.send(Opcode.REMOVEXATTR, done);
        };
    }

    private void set(Call call) {
        if (isRefused(call, SET_IN_BYTES)) {
            call.fail(-Errno.EOPNOTSUPP);
            return;
        }
        int data = SET_IN_BYTES + call.nameBytes(SET_IN_BYTES) + 1;
        int bytes = call.inInt(fuse_setxattr_in.size);
        if (bytes < 0 || bytes > call.request().inBytes() - data) {
            call.fail(-Errno.EINVAL);
            return;
        }
        call.fsNamed(call.inode(), SET_IN_BYTES).flags(call.inInt(fuse_setxattr_in.flags));
        call.send(
                Opcode.SETXATTR,
                call.request().in(),
                call.request().inOffset() + data,
                bytes,
                done);
    }

    private void get(Call call) {
        if (isRefused(call, fuse_getxattr_in.SIZE)) {
            call.fail(-Errno.EOPNOTSUPP);
            return;
        }
        call.fsNamed(call.inode(), fuse_getxattr_in.SIZE);
        call.send(Opcode.GETXATTR, value);
    }

    private void value(Call call, int status, MemorySegment body, long offset, int bytes) {
        int wanted = call.inInt(fuse_getxattr_in.size);
        if (wanted == 0) {
            call.outLong(fuse_getxattr_out.size, bytes);
            call.reply(fuse_getxattr_out.SIZE);
        } else if (bytes > wanted) {
            call.fail(-Errno.ERANGE);
        } else {
            call.reply(body, offset, bytes);
        }
    }

    private static boolean isRefused(Call call, int name) {
        return startsWith(call, name, SYSTEM) || startsWith(call, name, SELINUX);
    }

    private static boolean startsWith(Call call, int name, byte[] prefix) {
        MemorySegment in = call.request().in();
        long at = call.request().inOffset() + name;
        for (int i = 0; i < prefix.length; i++) {
            if (name + i >= call.request().inBytes()
                    || in.get(ValueLayout.JAVA_BYTE, at + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
