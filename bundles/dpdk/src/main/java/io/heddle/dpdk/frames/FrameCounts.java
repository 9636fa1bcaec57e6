package io.heddle.dpdk.frames;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The counts of one stack: its loop writes, any thread reads. */
public final class FrameCounts {
    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] counts = new long[FrameCount.values().length];

    void add(FrameCount what) {
        int index = what.ordinal();
        SLOT.setOpaque(counts, index, counts[index] + 1);
    }

    /** How often since the stack was made; any thread. */
    public long get(FrameCount what) {
        return (long) SLOT.getOpaque(counts, what.ordinal());
    }
}
