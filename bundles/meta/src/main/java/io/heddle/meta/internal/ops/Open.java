package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;

/** OPEN: counts that the client has an inode open, and empties the file with O_TRUNC. */
final class Open implements Operation {
    private final Workspace workspace;

    Open(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        var bucket = context.bucket();
        var inode = workspace.inode;
        long number = request.inode();
        long client = request.client();
        boolean truncates = (request.a() & Create.O_TRUNC) != 0;
        context.touch(number);
        int status = inode.load(bucket.store(), number);
        if (status < 0) {
            return status;
        }
        if (truncates && inode.isDirectory()) {
            return -Errno.EISDIR;
        }
        // A full file system must still be read and emptied.
        if (!context.admits(0, true)) {
            return -Errno.ENOSPC;
        }
        var record = context.record();
        if (truncates && inode.isRegular()) {
            workspace.content.empty(context, inode);
        }
        long count = workspace.opens.of(bucket, number, client);
        workspace.opens.put(record, number, client, count + 1);
        return Workspace.reply(context, inode);
    }
}
