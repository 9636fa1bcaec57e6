package io.heddle.meta.internal;

/**
 * The sequence of the last record that changed an inode, hashed: a collision only lets an answer wait
 * for somebody else's record. Exact would need an entry for each inode ever changed.
 */
final class DirtyTable {
    private static final int SIZE = 2048;

    private final long[] sequences = new long[SIZE];

    void changed(long inode, long sequence) {
        sequences[slot(inode)] = sequence;
    }

    /** The last sequence that may have changed the inode. */
    long lastChange(long inode) {
        return sequences[slot(inode)];
    }

    private static int slot(long inode) {
        return (int) (inode * 0x9E37_79B9_7F4A_7C15L >>> 53);
    }
}
