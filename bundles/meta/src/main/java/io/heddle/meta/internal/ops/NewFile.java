package io.heddle.meta.internal.ops;

/** What CREATE, MKNOD and SYMLINK have in common: an inode and its name in one bucket. */
final class NewFile {
    private NewFile() {}

    /**
     * Makes the inode and its entry, where {@link AddDentry#check} found a place for it.
     *
     * @return the inode number
     */
    static long make(OpContext context, Steps steps, int mode, int rdev) {
        var request = context.request();
        var parent = steps.addDentry().directory().attr();
        int gid = MakeInode.inheritedGid(parent.mode(), parent.gid(), request.gid());
        var record = context.record();
        long inode = context.newInode(request.inode());
        context.touch(inode);
        steps.edits().begin();
        steps.makeInode()
                .apply(steps.edits(), inode, 0, mode, request.uid(), gid, context.nowNs())
                .attr()
                .rdev(rdev);
        steps.addDentry()
                .apply(
                        context.bucket(),
                        steps.edits(),
                        record,
                        request.inode(),
                        request.memory(),
                        request.name1Offset(),
                        request.name1Bytes(),
                        inode,
                        mode,
                        context.nowNs());
        return inode;
    }

    /** Makes the attributes the answer and puts everything into the record. */
    static int finish(OpContext context, Steps steps, long inode) {
        int status = Workspace.reply(context, steps.edits().of(inode));
        steps.edits().flush(context.record());
        return status;
    }
}
