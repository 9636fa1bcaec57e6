package io.heddle.drive.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Native memory in pieces of 16 bytes to 64 KiB and more, for tables. A piece is named by an int: slab
 * (16 bits) and 16-byte unit in it, so a table holds half the bytes of pointers and every access is
 * bounds-checked. Slabs come one by one, because memory that nobody uses must not be resident.
 * Size classes: every 16 bytes up to 128, then four per doubling, so at most a fifth is lost.
 */
final class SlabMemory {
    static final int SLAB_BYTES = 1 << 20;
    private static final int UNIT_BITS = 4;
    private static final int SLAB_UNITS = SLAB_BYTES >> UNIT_BITS;
    private static final int CLASSES = 64;

    private final Arena arena = Arena.ofShared();
    private MemorySegment[] slabs = new MemorySegment[8];
    private int slabCount;
    private int fillUnits = SLAB_UNITS;
    private final int[] freeLists = new int[CLASSES];
    private long usedBytes;

    /** A piece of at least that many bytes, with arbitrary content; never 0. */
    int allocate(int bytes) {
        int sizeClass = sizeClass(bytes);
        int units = classUnits(sizeClass);
        usedBytes += (long) units << UNIT_BITS;
        int free = freeLists[sizeClass];
        if (free != 0) {
            freeLists[sizeClass] = slab(free).get(ValueLayout.JAVA_INT, offset(free));
            return free;
        }
        if (fillUnits + units > SLAB_UNITS) {
            addSlab();
        }
        int ref = (slabCount - 1) << 16 | fillUnits;
        fillUnits += units;
        return ref;
    }

    /** Gives a piece back. @param bytes what was asked for */
    void free(int ref, int bytes) {
        int sizeClass = sizeClass(bytes);
        slab(ref).set(ValueLayout.JAVA_INT, offset(ref), freeLists[sizeClass]);
        freeLists[sizeClass] = ref;
        usedBytes -= (long) classUnits(sizeClass) << UNIT_BITS;
    }

    /** Whether a piece made for one size serves for the other. */
    static boolean sameClass(int bytes, int otherBytes) {
        return sizeClass(bytes) == sizeClass(otherBytes);
    }

    MemorySegment slab(int ref) {
        return slabs[ref >>> 16];
    }

    static long offset(int ref) {
        return (long) (ref & 0xffff) << UNIT_BITS;
    }

    /** Bytes in pieces that are in use. */
    long usedBytes() {
        return usedBytes;
    }

    /** Bytes taken from the system. */
    long residentBytes() {
        return (long) slabCount * SLAB_BYTES;
    }

    void close() {
        arena.close();
    }

    private void addSlab() {
        // What is left of the last slab is cut into pieces, the largest first.
        for (int c = CLASSES - 1; c >= 0 && slabCount > 0; c--) {
            int units = classUnits(c);
            while (units <= SLAB_UNITS - fillUnits) {
                int ref = (slabCount - 1) << 16 | fillUnits;
                slab(ref).set(ValueLayout.JAVA_INT, offset(ref), freeLists[c]);
                freeLists[c] = ref;
                fillUnits += units;
            }
        }
        if (slabCount == slabs.length) {
            slabs = Arrays.copyOf(slabs, slabCount * 2);
        }
        slabs[slabCount++] = arena.allocate(SLAB_BYTES, 64);
        fillUnits =
                slabCount == 1 ? 1 : 0; // Unit 0 of slab 0 would be the name 0, which means none.
    }

    private static int sizeClass(int bytes) {
        int units = Math.max(1, (bytes + 15) >> UNIT_BITS);
        if (units <= 8) {
            return units - 1;
        }
        int log = 31 - Integer.numberOfLeadingZeros(units - 1);
        return 8 + (log - 3) * 4 + ((units - 1) >> (log - 2) & 3);
    }

    private static int classUnits(int sizeClass) {
        if (sizeClass < 8) {
            return sizeClass + 1;
        }
        int log = (sizeClass - 8) / 4 + 3;
        return (5 + (sizeClass - 8) % 4) << (log - 2);
    }
}
