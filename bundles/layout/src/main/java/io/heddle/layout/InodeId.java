package io.heddle.layout;

/**
 * Inode numbers: bucket (14 bits) | sequence (50 bits). A rename never moves an inode. The sequence is
 * file system (12 bits) | number (38 bits), so that every inode tells what it counts for; the roots of
 * file systems alone are the sequences 1, 2, 3 ...
 */
public final class InodeId {
    /** The root of the first file system: bucket 0, sequence 1; FUSE wants the number 1. */
    public static final long ROOT = 1;

    /** File systems that a cluster can have in its life. */
    public static final int FILE_SYSTEMS = 1 << 12;

    /** Numbers of a bucket: 2,500 files a second fill them in three and a half years. */
    public static final long NUMBERS = 1L << 38;

    private static final int SEQUENCE_BITS = 50;
    private static final int NUMBER_BITS = 38;
    private static final long SEQUENCE_MASK = (1L << SEQUENCE_BITS) - 1;

    private InodeId() {}

    public static long of(int bucket, long sequence) {
        return (long) bucket << SEQUENCE_BITS | sequence;
    }

    /** An inode that is no root. */
    public static long of(int bucket, int fileSystem, long number) {
        return of(bucket, (long) fileSystem << NUMBER_BITS | number);
    }

    public static int bucket(long inode) {
        return (int) (inode >>> SEQUENCE_BITS);
    }

    public static long sequence(long inode) {
        return inode & SEQUENCE_MASK;
    }

    /** The file system of an inode: 0 is the first one. */
    public static int fileSystem(long inode) {
        long sequence = sequence(inode);
        boolean root = sequence >= ROOT && sequence <= FILE_SYSTEMS;
        return (int) (root ? sequence - ROOT : sequence >>> NUMBER_BITS);
    }
}
