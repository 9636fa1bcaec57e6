package io.heddle.meta.internal.ops;

/** UNLOCK_OWNER: drops all locks of an owner on an inode, as closing a file does. */
final class UnlockOwner implements Operation {
    private final Workspace workspace;

    UnlockOwner(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        boolean flocks = request.mode() == SetLock.FLOCK;
        var locks = workspace.locks.find(request.inode(), flocks);
        if (locks != null) {
            locks.clear(0, Long.MAX_VALUE, request.client(), request.c());
            workspace.locks.trim(request.inode(), flocks);
        }
        return 0;
    }
}
