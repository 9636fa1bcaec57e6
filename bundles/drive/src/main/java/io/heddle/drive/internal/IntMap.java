package io.heddle.drive.internal;

import java.util.Arrays;

/** From int to int without boxes: open addressing, linear probing, no tombstones. Keys are >= 0. */
final class IntMap {
    private int mask = 1023;
    private int[] keys = new int[mask + 1];
    private int[] values = new int[mask + 1];
    private int size;

    IntMap() {
        Arrays.fill(keys, -1);
    }

    /** The value of a key or -1. */
    int get(int key) {
        for (int i = slot(key); keys[i] != -1; i = i + 1 & mask) {
            if (keys[i] == key) {
                return values[i];
            }
        }
        return -1;
    }

    void put(int key, int value) {
        if (size * 2 > mask) {
            grow();
        }
        int i = slot(key);
        while (keys[i] != -1 && keys[i] != key) {
            i = i + 1 & mask;
        }
        if (keys[i] == -1) {
            size++;
        }
        keys[i] = key;
        values[i] = value;
    }

    void remove(int key) {
        int i = slot(key);
        while (keys[i] != key) {
            if (keys[i] == -1) {
                return;
            }
            i = i + 1 & mask;
        }
        size--;
        // Close the gap: move back what probed over it.
        for (int j = i + 1 & mask; keys[j] != -1; j = j + 1 & mask) {
            int home = slot(keys[j]);
            if ((j - home & mask) >= (j - i & mask)) {
                keys[i] = keys[j];
                values[i] = values[j];
                i = j;
            }
        }
        keys[i] = -1;
    }

    private int slot(int key) {
        return (key * 0x9E3779B9 >>> 7) & mask;
    }

    private void grow() {
        int[] oldKeys = keys;
        int[] oldValues = values;
        mask = mask * 2 + 1;
        keys = new int[mask + 1];
        values = new int[mask + 1];
        Arrays.fill(keys, -1);
        size = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != -1) {
                put(oldKeys[i], oldValues[i]);
            }
        }
    }
}
