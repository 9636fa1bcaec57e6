package io.heddle.meta.internal.ops;

/** LOOKUP: an entry of a directory, with its attributes when the inode lives in the same bucket. */
final class Lookup implements Operation {
    private final Workspace workspace;

    Lookup(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        var request = context.request();
        var bucket = context.bucket();
        context.touch(request.inode());
        int status = workspace.inode.loadDirectory(bucket.store(), request.inode());
        if (status == 0) {
            status = workspace.loadName1(context, request.inode());
        }
        if (status < 0) {
            return status;
        }
        long child = workspace.dentry.inode();
        if (!Workspace.isHere(bucket, child)) {
            return workspace.replyElsewhere(context, workspace.dentry);
        }
        context.touch(child);
        status = workspace.inode.load(bucket.store(), child);
        return status < 0 ? status : Workspace.reply(context, workspace.inode);
    }
}
