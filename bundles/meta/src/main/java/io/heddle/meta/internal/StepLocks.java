package io.heddle.meta.internal;

import java.util.Arrays;

/**
 * Inodes of a bucket whose change was promised to a transaction. Few at a time, so an array that is
 * searched from end to end beats anything cleverer; empty is the case that counts.
 */
final class StepLocks {
    /** No inode: stands for the tree of directories. */
    static final long TREE = -1;

    private long[] inodes = new long[16];
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    boolean contains(long inode) {
        for (int i = 0; i < count; i++) {
            if (inodes[i] == inode) {
                return true;
            }
        }
        return false;
    }

    void add(long inode) {
        if (count == inodes.length) {
            inodes = Arrays.copyOf(inodes, count * 2);
        }
        inodes[count++] = inode;
    }

    void remove(long inode) {
        for (int i = 0; i < count; i++) {
            if (inodes[i] == inode) {
                inodes[i] = inodes[--count];
                return;
            }
        }
    }

    void clear() {
        count = 0;
    }
}
