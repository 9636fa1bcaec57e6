package io.heddle.meta.internal;

import java.util.Arrays;
import java.util.function.LongConsumer;

/** The keys of mutations that a server executed while a ledger is open; nothing is kept otherwise. */
final class ExecutedKeys {
    private long[] keys = {};
    private int count;
    private boolean open;

    void open() {
        open = true;
        count = 0;
    }

    boolean isOpen() {
        return open;
    }

    void add(long key) {
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, Math.max(4096, count * 2));
        }
        keys[count++] = key;
    }

    /** Stops and gives every key, as often as it was executed. */
    void close(LongConsumer executed) {
        open = false;
        for (int i = 0; i < count; i++) {
            executed.accept(keys[i]);
        }
        count = 0;
        keys = new long[0];
    }
}
