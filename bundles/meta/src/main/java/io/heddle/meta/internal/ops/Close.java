package io.heddle.meta.internal.ops;

import io.heddle.foreign.linux.Errno;

/** CLOSE: undoes one OPEN; the last one of an inode without a name deletes it. */
final class Close implements Operation {
    private final Workspace workspace;

    Close(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var bucket = context.bucket();
        long number = context.request().inode();
        long client = context.request().client();
        context.touch(number);
        long count = workspace.opens.of(bucket, number, client);
        if (count == 0) {
            // The client was evicted meanwhile: there is nothing left to undo.
            return 0;
        }
        if (!context.admits(0, true)) {
            return -Errno.ENOSPC;
        }
        var record = context.record();
        workspace.opens.put(record, number, client, count - 1);
        if (count == 1) {
            workspace.release(bucket, record, number, client);
        }
        return 0;
    }
}
