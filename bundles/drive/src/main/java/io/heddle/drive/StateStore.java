package io.heddle.drive;

import java.lang.foreign.MemorySegment;

/** Ordered keys with atomic batches (a record is one) and snapshots; changed by records only. */
public interface StateStore {
    /** Longest key and value in bytes. */
    int MAX_KEY_BYTES = 512;

    int MAX_VALUE_BYTES = 1 << 16;

    /**
     * Looks a key up.
     *
     * @param value gets the place of the value, valid until the next append
     * @return the value's length or -ENOENT
     */
    int get(MemorySegment key, long offset, int lengthBytes, View value);

    /** Positions a cursor at the first key that is not below {@code key}. One cursor for each use. */
    Cursor cursor();

    /** Number of keys. */
    long size();

    /** Bytes somewhere in native memory, borrowed. */
    final class View {
        private MemorySegment memory = MemorySegment.NULL;
        private long offset;
        private int lengthBytes;

        public void set(MemorySegment memory, long offset, int lengthBytes) {
            this.memory = memory;
            this.offset = offset;
            this.lengthBytes = lengthBytes;
        }

        public MemorySegment memory() {
            return memory;
        }

        public long offset() {
            return offset;
        }

        public int lengthBytes() {
            return lengthBytes;
        }
    }

    /** Walks keys in order; valid until the next append. */
    interface Cursor {
        /** @return whether there is such a key */
        boolean seek(MemorySegment key, long offset, int lengthBytes);

        /** @return whether there is a next key */
        boolean next();

        View key();

        View value();
    }
}
