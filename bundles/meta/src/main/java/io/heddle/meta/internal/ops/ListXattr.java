package io.heddle.meta.internal.ops;

/** LISTXATTR: the names of all extended attributes. */
final class ListXattr implements Operation {
    private final Workspace workspace;

    ListXattr(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        long inode = context.request().inode();
        context.touch(inode);
        int status = workspace.inode.load(context.bucket().store(), inode);
        if (status < 0) {
            return status;
        }
        var names = workspace.xattrs;
        context.replyBytes(
                names.list(context.bucket(), inode, context.reply(), context.replyOffset()));
        return 0;
    }
}
