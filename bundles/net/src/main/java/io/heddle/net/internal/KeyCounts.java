package io.heddle.net.internal;

import java.util.Arrays;

/** How often each key was seen: open addressing over longs, since a swap sees many thousands. */
final class KeyCounts {
    private static final int FIRST_SLOTS = 1024;

    private long[] keys = new long[FIRST_SLOTS];
    private int[] counts = new int[FIRST_SLOTS];
    private int size;

    void add(long key) {
        if (size * 2 >= keys.length) {
            grow();
        }
        int slot = slot(key);
        if (counts[slot] == 0) {
            keys[slot] = key;
            size++;
        }
        counts[slot]++;
    }

    int count(long key) {
        return counts[slot(key)];
    }

    /** Different keys. */
    int size() {
        return size;
    }

    /** Each key once, in no order. */
    long[] keys() {
        long[] all = new long[size];
        int next = 0;
        for (int slot = 0; slot < keys.length; slot++) {
            if (counts[slot] > 0) {
                all[next++] = keys[slot];
            }
        }
        return all;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) (key * 0x9E37_79B9_7F4A_7C15L >>> 32) & mask;
        while (counts[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldCounts = counts;
        keys = new long[oldKeys.length * 2];
        counts = new int[oldKeys.length * 2];
        Arrays.fill(counts, 0);
        for (int old = 0; old < oldKeys.length; old++) {
            if (oldCounts[old] > 0) {
                int slot = slot(oldKeys[old]);
                keys[slot] = oldKeys[old];
                counts[slot] = oldCounts[old];
            }
        }
    }
}
