package io.heddle.meta.internal.ops;

/** GETATTR: the attributes of an inode. */
final class GetAttributes implements Operation {
    private final Workspace workspace;

    GetAttributes(Workspace workspace) {
        this.workspace = workspace;
    }

    @Override
    public int execute(OpContext context) {
        long inode = context.request().inode();
        context.touch(inode);
        int status = workspace.inode.load(context.bucket().store(), inode);
        return status < 0 ? status : Workspace.reply(context, workspace.inode);
    }
}
