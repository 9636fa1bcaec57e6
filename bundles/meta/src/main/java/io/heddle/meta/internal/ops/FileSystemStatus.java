package io.heddle.meta.internal.ops;

import io.heddle.wire.FsRequest;

/** STATFS: space of this server's drive. Inodes share the space, so a block counts as one. */
final class FileSystemStatus implements Operation {
    @Override
    public int execute(OpContext context) {
        var reply = context.reply();
        long at = context.replyOffset();
        reply.set(FsRequest.LONG, at, context.capacityBytes());
        reply.set(FsRequest.LONG, at + 8, context.freeBytes());
        reply.set(FsRequest.LONG, at + 16, context.capacityBytes() / FileContent.BLOCK);
        reply.set(FsRequest.LONG, at + 24, context.freeBytes() / FileContent.BLOCK);
        context.replyBytes(32);
        return 0;
    }
}
