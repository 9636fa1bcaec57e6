package io.heddle.meta.internal;

import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;
import io.heddle.meta.internal.ops.OpContext;
import io.heddle.meta.internal.ops.Operation;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.ValueLayout;

/** The smallest operations that show what the engine does: CREATE adds one to a name, LOOKUP reads it. */
final class NameOperations {
    private NameOperations() {}

    static @Nullable Operation find(int opcode) {
        return switch (opcode) {
            case Opcode.CREATE -> NameOperations::add;
            case Opcode.LOOKUP -> NameOperations::read;
            case Opcode.TMPFILE -> NameOperations::number;
            default -> null;
        };
    }

    private static int key(OpContext context) {
        var request = context.request();
        context.touch(request.inode());
        context.scratch().set(ValueLayout.JAVA_BYTE, 0, (byte) 'Z');
        context.scratch().set(FsRequest.LONG, 1, request.inode());
        return 9;
    }

    private static long value(OpContext context, int keyBytes) {
        var view = new StateStore.View();
        int bytes = context.bucket().store().get(context.scratch(), 0, keyBytes, view);
        return bytes < 0 ? 0 : view.memory().get(FsRequest.LONG, view.offset());
    }

    private static int add(OpContext context) {
        int keyBytes = key(context);
        long value = value(context, keyBytes) + 1;
        if (!context.admits(context.request().dataBytes(), false)) {
            return -Errno.ENOSPC;
        }
        context.scratch().set(FsRequest.LONG, 64, value);
        context.record().put(context.scratch(), 0, keyBytes, context.scratch(), 64, 8);
        if (context.request().dataBytes() > 0) {
            context.record()
                    .write(
                            context.request().inode(),
                            0,
                            context.request().memory(),
                            context.request().dataOffset(),
                            context.request().dataBytes());
        }
        return answer(context, value);
    }

    private static int read(OpContext context) {
        return answer(context, value(context, key(context)));
    }

    private static int number(OpContext context) {
        key(context);
        long inode = context.newInode(context.request().inode());
        context.record();
        return answer(context, inode);
    }

    private static int answer(OpContext context, long value) {
        context.reply().set(FsRequest.LONG, context.replyOffset(), value);
        context.replyBytes(8);
        return 0;
    }
}
