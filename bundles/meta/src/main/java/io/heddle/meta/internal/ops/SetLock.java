package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;
import io.heddle.wire.FsRequest;

import org.jspecify.annotations.Nullable;

/** SETLK: sets or clears a lock at once, see fcntl(2) and flock(2). */
final class SetLock implements Operation {
    static final int READ = 0;
    static final int WRITE = 1;
    static final int UNLOCK = 2;
    static final int FLOCK = 1;

    private final Workspace workspace;

    SetLock(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        long inode = request.inode();
        boolean flocks = request.mode() == FLOCK;
        var wanted = wanted(request);
        if (wanted == null) {
            return -Errno.EINVAL;
        }
        if (request.flags() == UNLOCK) {
            clear(inode, flocks, wanted);
            return 0;
        }
        if (workspace.inode.load(context.bucket().store(), inode) < 0) {
            return -Errno.ENOENT;
        }
        if (flocks) {
            // As in Linux another type is no change of the lock: the old one is lost either way, so
            // that two owners who both want more do not wait for each other.
            clear(inode, true, wanted);
        }
        var locks = workspace.locks.make(inode, flocks);
        int status = set(context, locks, wanted);
        workspace.locks.trim(inode, flocks);
        return status;
    }

    private static int set(OpContext context, FileLocks locks, LockRange wanted) {
        LockRange conflict = locks.conflict(wanted);
        if (conflict != null) {
            // For whoever looks for deadlocks.
            context.reply().set(FsRequest.LONG, context.replyOffset(), conflict.client());
            context.reply().set(FsRequest.LONG, context.replyOffset() + 8, conflict.owner());
            context.replyBytes(16);
            return -Errno.EAGAIN;
        }
        if (locks.size() >= LockTable.MAX_LOCKS) {
            return -Errno.ENOLCK;
        }
        locks.set(wanted);
        return 0;
    }

    private void clear(long inode, boolean flocks, LockRange wanted) {
        var locks = workspace.locks.find(inode, flocks);
        if (locks != null) {
            locks.clear(wanted.start(), wanted.end(), wanted.client(), wanted.owner());
            workspace.locks.trim(inode, flocks);
        }
    }

    /** The lock that a request names; those of flock are on the whole file. Null: it makes no sense. */
    static @Nullable LockRange wanted(FsRequest request) {
        boolean flocks = request.mode() == FLOCK;
        long start = flocks ? 0 : request.a();
        long end = flocks ? Long.MAX_VALUE : request.b();
        int type = request.flags();
        if (start < 0 || end < start || type < READ || type > UNLOCK) {
            return null;
        }
        return new LockRange(
                start, end, type == WRITE, request.client(), request.c(), request.pid());
    }
}
