package io.heddle.drive.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Keys with their values in slab memory: u16 key bytes, u16 0, u32 value bytes, key, padding to 8, value.
 * Separators of inner nodes are entries without a value.
 */
final class TableEntries {
    private static final int HEADER_BYTES = 8;
    private static final ValueLayout.OfLong BIG_ENDIAN =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final SlabMemory memory;

    TableEntries(SlabMemory memory) {
        this.memory = memory;
    }

    /** A new entry whose value is not set yet. */
    int create(MemorySegment key, long offset, int keyBytes, int valueBytes) {
        int entry = memory.allocate(bytes(keyBytes, valueBytes));
        MemorySegment slab = memory.slab(entry);
        long at = SlabMemory.offset(entry);
        slab.set(ValueLayout.JAVA_SHORT, at, (short) keyBytes);
        slab.set(ValueLayout.JAVA_SHORT, at + 2, (short) 0);
        slab.set(ValueLayout.JAVA_INT, at + 4, valueBytes);
        MemorySegment.copy(key, offset, slab, at + HEADER_BYTES, keyBytes);
        return entry;
    }

    void free(int entry) {
        memory.free(entry, bytes(keyBytes(entry), valueBytes(entry)));
    }

    /** Changes the length of the value where it lies. @return false when it does not fit there */
    boolean resize(int entry, int valueBytes) {
        int keyBytes = keyBytes(entry);
        if (!SlabMemory.sameClass(
                bytes(keyBytes, valueBytes(entry)), bytes(keyBytes, valueBytes))) {
            return false;
        }
        slab(entry).set(ValueLayout.JAVA_INT, SlabMemory.offset(entry) + 4, valueBytes);
        return true;
    }

    MemorySegment slab(int entry) {
        return memory.slab(entry);
    }

    int keyBytes(int entry) {
        return Short.toUnsignedInt(
                slab(entry).get(ValueLayout.JAVA_SHORT, SlabMemory.offset(entry)));
    }

    int valueBytes(int entry) {
        return slab(entry).get(ValueLayout.JAVA_INT, SlabMemory.offset(entry) + 4);
    }

    static long keyOffset(int entry) {
        return SlabMemory.offset(entry) + HEADER_BYTES;
    }

    long valueOffset(int entry) {
        return keyOffset(entry) + align(keyBytes(entry));
    }

    /** Compares an entry's key with another one, by unsigned bytes; the first {@code skip} are equal. */
    int compare(int entry, MemorySegment key, long offset, int keyBytes, int skip) {
        int own = keyBytes(entry);
        long at = keyOffset(entry);
        MemorySegment slab = slab(entry);
        long m = MemorySegment.mismatch(
                slab, at + skip, at + own, key, offset + skip, offset + keyBytes);
        if (m < 0) {
            return 0;
        }
        long index = skip + m;
        if (index >= Math.min(own, keyBytes)) {
            return own - keyBytes;
        }
        return Byte.compareUnsigned(
                slab.get(ValueLayout.JAVA_BYTE, at + index),
                key.get(ValueLayout.JAVA_BYTE, offset + index));
    }

    /** Bytes that the keys of two entries begin with alike. */
    int commonPrefix(int entry, int other) {
        int length = Math.min(keyBytes(entry), keyBytes(other));
        long a = keyOffset(entry);
        long b = keyOffset(other);
        long m = MemorySegment.mismatch(slab(entry), a, a + length, slab(other), b, b + length);
        return m < 0 ? length : (int) m;
    }

    /** The next eight bytes of the entry's key after {@code skip}, to be compared unsigned. */
    long head(int entry, int skip) {
        return head(slab(entry), keyOffset(entry), keyBytes(entry), skip);
    }

    static long head(MemorySegment key, long offset, int keyBytes, int skip) {
        int left = keyBytes - skip;
        if (left >= 8) {
            return key.get(BIG_ENDIAN, offset + skip);
        }
        long head = 0;
        for (int i = 0; i < left; i++) {
            head |= (key.get(ValueLayout.JAVA_BYTE, offset + skip + i) & 0xffL) << (56 - 8 * i);
        }
        return head;
    }

    private static int bytes(int keyBytes, int valueBytes) {
        return HEADER_BYTES + align(keyBytes) + valueBytes;
    }

    private static int align(int bytes) {
        return (bytes + 7) & ~7;
    }
}
