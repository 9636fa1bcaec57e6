package io.heddle.meta.internal.ops;

/** Bits of st_mode, inode(7). */
public final class Mode {
    public static final int TYPE = 0170000;
    public static final int SOCKET = 0140000;
    public static final int SYMLINK = 0120000;
    public static final int REGULAR = 0100000;
    public static final int BLOCK_DEVICE = 0060000;
    public static final int DIRECTORY = 0040000;
    public static final int CHARACTER_DEVICE = 0020000;
    public static final int FIFO = 0010000;
    public static final int SET_UID = 04000;
    public static final int SET_GID = 02000;
    /** The bits that chmod sets. */
    public static final int PERMISSIONS = 07777;

    private static final int GROUP_EXECUTE = 010;

    private Mode() {}

    public static int type(int mode) {
        return mode & TYPE;
    }

    public static boolean isDirectory(int mode) {
        return type(mode) == DIRECTORY;
    }

    public static boolean isRegular(int mode) {
        return type(mode) == REGULAR;
    }

    public static boolean isSymlink(int mode) {
        return type(mode) == SYMLINK;
    }

    /**
     * The mode after a change of owner, or a write by somebody without the right to keep set-id bits.
     * set-group-id without group execution marks mandatory locking and stays, as in Linux.
     */
    static int withoutSetId(int mode) {
        if (isDirectory(mode)) {
            return mode;
        }
        int cleared = mode & ~SET_UID;
        return (mode & GROUP_EXECUTE) != 0 ? cleared & ~SET_GID : cleared;
    }
}
