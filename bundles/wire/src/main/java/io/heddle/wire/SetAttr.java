package io.heddle.wire;

/** Bits of {@link Opcode#SETATTR}: which attributes are set. */
public final class SetAttr {
    public static final int MODE = 1;
    public static final int UID = 2;
    public static final int GID = 4;
    public static final int SIZE = 8;
    public static final int ATIME = 16;
    public static final int MTIME = 32;
    public static final int ATIME_NOW = 64;
    public static final int MTIME_NOW = 128;
    /** Clear set-user-id and set-group-id as a write by somebody else would. */
    public static final int KILL_SUIDGID = 256;

    private SetAttr() {}
}
