package io.heddle.dpdk.frames;

import java.lang.foreign.Arena;
import java.util.Arrays;

/**
 * Where datagrams went lately: for each remote address its neighbour and the header that is the same
 * for all of them. A cache: sets of four, the one entered longest ago goes.
 */
final class Destinations {
    static final int NONE = -1;

    /** The longest header is 66 bytes, kept at the end of its place so that whole words copy it. */
    static final int TEMPLATE_BYTES = 72;

    private static final int WAYS = 4;
    private static final int SETS = 512;
    private static final int STRIDE_BYTES = 128;
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    private final long templates;
    private final long[] highs = new long[SETS * WAYS];
    private final long[] lows = new long[SETS * WAYS];
    private final int[] rows = new int[SETS * WAYS];
    private final int[] generations = new int[SETS * WAYS];
    private final long[] headerSums = new long[SETS * WAYS];
    private final long[] pseudoSums = new long[SETS * WAYS];
    private final int[] pathMtus = new int[SETS * WAYS];
    private final byte[] hands = new byte[SETS];
    private int last;

    Destinations(Arena arena) {
        templates = arena.allocate((long) SETS * WAYS * STRIDE_BYTES, 64).address();
        Arrays.fill(generations, NONE);
    }

    /** The slot of an address, or {@link #NONE}. */
    int find(long high, long low) {
        int slot = last;
        if (lows[slot] == low && highs[slot] == high) {
            return slot;
        }
        slot = set(high, low) * WAYS;
        for (int end = slot + WAYS; slot < end; slot++) {
            if (lows[slot] == low && highs[slot] == high) {
                last = slot;
                return slot;
            }
        }
        return NONE;
    }

    private static int set(long high, long low) {
        long hash = (high * MIX ^ low) * MIX;
        return (int) (hash >>> 64 - Integer.numberOfTrailingZeros(SETS));
    }

    /** A slot for an address that has none. */
    int enter(long high, long low) {
        int set = set(high, low);
        int slot = set * WAYS + hands[set];
        hands[set] = (byte) ((hands[set] + 1) % WAYS);
        highs[slot] = high;
        lows[slot] = low;
        rows[slot] = 0;
        generations[slot] = NONE;
        pathMtus[slot] = 0;
        return slot;
    }

    /** The row that a slot leads to, as it was in that generation; {@link #NONE} is no generation. */
    void lead(int slot, int row, int generation) {
        rows[slot] = row;
        generations[slot] = generation;
    }

    /** Unfolded sums of what is the same in all datagrams: the IPv4 header, the pseudo header. */
    void sums(int slot, long header, long pseudo) {
        headerSums[slot] = header;
        pseudoSums[slot] = pseudo;
    }

    int row(int slot) {
        return rows[slot];
    }

    int generation(int slot) {
        return generations[slot];
    }

    long headerSum(int slot) {
        return headerSums[slot];
    }

    long pseudoSum(int slot) {
        return pseudoSums[slot];
    }

    /** The end of a slot's template: headers stand before it. */
    long templateEnd(int slot) {
        return templates + (long) slot * STRIDE_BYTES + TEMPLATE_BYTES;
    }

    /** What a router said, or 0. */
    int pathMtu(int slot) {
        return pathMtus[slot];
    }

    void pathMtu(int slot, int ipBytes) {
        pathMtus[slot] = ipBytes;
    }
}
