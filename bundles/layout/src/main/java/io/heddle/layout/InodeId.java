package io.heddle.layout;

/** Inode numbers: bucket (14 bits) | sequence (50 bits). A rename never moves an inode. */
public final class InodeId {
    /** The root of the first file system: bucket 0, sequence 1; FUSE wants the number 1. */
    public static final long ROOT = 1;

    private static final int SEQUENCE_BITS = 50;
    private static final long SEQUENCE_MASK = (1L << SEQUENCE_BITS) - 1;

    private InodeId() {}

    public static long of(int bucket, long sequence) {
        return (long) bucket << SEQUENCE_BITS | sequence;
    }

    public static int bucket(long inode) {
        return (int) (inode >>> SEQUENCE_BITS);
    }

    public static long sequence(long inode) {
        return inode & SEQUENCE_MASK;
    }
}
