package io.heddle.transport.internal;

import static io.heddle.transport.internal.Bytes.U32;
import static io.heddle.transport.internal.Bytes.U64;

import java.lang.foreign.MemorySegment;

/** The 32 bytes behind an inner header of kind ACK. */
final class AckFrame {
    static final int BYTES = 32;

    private static final int PATH_SHIFT = 62;
    private static final long NUMBER_MASK = (1L << PATH_SHIFT) - 1;

    private AckFrame() {}

    /**
     * @param marked how many datagrams of the path arrived with the mark CE since it began
     * @param low bit i is packet {@code largest - 1 - i}
     * @param high bit i is packet {@code largest - 65 - i}
     */
    static void write(
            MemorySegment to,
            long at,
            int path,
            long largest,
            long delayUs,
            int marked,
            long low,
            long high) {
        to.set(U64, at, (long) path << PATH_SHIFT | largest & NUMBER_MASK);
        to.set(U32, at + 8, (int) Math.clamp(delayUs, 0, Integer.MAX_VALUE));
        to.set(U32, at + 12, marked);
        to.set(U64, at + 16, low);
        to.set(U64, at + 24, high);
    }

    static int path(MemorySegment from, long at) {
        return (int) (from.get(U64, at) >>> PATH_SHIFT);
    }

    static long largest(MemorySegment from, long at) {
        return from.get(U64, at) & NUMBER_MASK;
    }

    static int delayUs(MemorySegment from, long at) {
        return from.get(U32, at + 8) & Integer.MAX_VALUE;
    }

    static int marked(MemorySegment from, long at) {
        return from.get(U32, at + 12);
    }

    static long low(MemorySegment from, long at) {
        return from.get(U64, at + 16);
    }

    static long high(MemorySegment from, long at) {
        return from.get(U64, at + 24);
    }
}
