package io.heddle.meta.internal.ops;

/** Makes an inode, in its bucket; its name is added by {@link AddDentry}, before or after. */
public final class MakeInode {
    /** The mode and owner's group of a new inode, as the set-group-id bit of its directory wants. */
    public static int inheritedMode(int parentMode, int mode) {
        boolean inherits = (parentMode & Mode.SET_GID) != 0 && Mode.isDirectory(mode);
        return inherits ? mode | Mode.SET_GID : mode;
    }

    /** See {@link #inheritedMode}. */
    public static int inheritedGid(int parentMode, int parentGid, int gid) {
        return (parentMode & Mode.SET_GID) != 0 ? parentGid : gid;
    }

    /**
     * Makes it.
     *
     * @param parent of a directory, else 0
     */
    public InodeRecord apply(
            InodeEdits edits, long inode, long parent, int mode, int uid, int gid, long nowNs) {
        var made = edits.make(inode, mode, uid, gid, nowNs);
        made.attr().parent(parent);
        return made;
    }
}
