package io.heddle.fuse.internal;

import java.util.Arrays;

/**
 * Removals of names that are on their way. A file that is opened meanwhile might lose its last name
 * before its bucket knows that it is open, so such an open asks the bucket.
 */
final class Removals {
    private long[] victims = new long[64];
    private int known;
    private int unknown;

    /** A removal starts whose inode was not looked up, since nothing was open. */
    void beginUnknown() {
        unknown++;
    }

    void endUnknown() {
        unknown--;
    }

    void begin(long inode) {
        if (known == victims.length) {
            victims = Arrays.copyOf(victims, 2 * known);
        }
        victims[known++] = inode;
    }

    void end(long inode) {
        for (int i = 0; i < known; i++) {
            if (victims[i] == inode) {
                victims[i] = victims[--known];
                return;
            }
        }
    }

    boolean mayRemove(long inode) {
        if (unknown > 0) {
            return true;
        }
        for (int i = 0; i < known; i++) {
            if (victims[i] == inode) {
                return true;
            }
        }
        return false;
    }
}
