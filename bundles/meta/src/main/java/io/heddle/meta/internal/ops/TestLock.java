package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;
import io.heddle.wire.FsRequest;

/** GETLK: the lock that would stand in the way of another one. */
final class TestLock implements Operation {
    private final Workspace workspace;

    TestLock(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        var wanted = SetLock.wanted(request);
        if (wanted == null || request.flags() == SetLock.UNLOCK) {
            return -Errno.EINVAL;
        }
        var locks = workspace.locks.find(request.inode(), request.mode() == SetLock.FLOCK);
        var conflict = locks == null ? null : locks.conflict(wanted);
        int type = SetLock.UNLOCK;
        if (conflict != null) {
            type = conflict.exclusive() ? SetLock.WRITE : SetLock.READ;
        }
        var answer = conflict == null ? wanted : conflict;
        var reply = context.reply();
        long at = context.replyOffset();
        reply.set(FsRequest.LONG, at, answer.start());
        reply.set(FsRequest.LONG, at + 8, answer.end());
        reply.set(FsRequest.INT, at + 16, type);
        reply.set(FsRequest.INT, at + 20, conflict == null ? 0 : conflict.pid());
        context.replyBytes(24);
        return 0;
    }
}
