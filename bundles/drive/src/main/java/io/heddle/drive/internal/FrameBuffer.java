package io.heddle.drive.internal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** A frame in memory while it collects the records of a turn and while it is being written. */
final class FrameBuffer {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private int position;
    private int entries;
    private long[] ordinals = new long[64];
    private int[] offsets = new int[64];
    private long place;
    private long sequence;

    FrameBuffer(int capacityBytes) {
        memory = arena.allocate(capacityBytes, 4096);
        reset();
    }

    void reset() {
        position = FrameFormat.HEADER_BYTES;
        entries = 0;
    }

    /** Makes room for an entry of a record. @return where it begins */
    int add(int bytes, long ordinal) {
        if (entries == ordinals.length) {
            ordinals = Arrays.copyOf(ordinals, entries * 2);
            offsets = Arrays.copyOf(offsets, entries * 2);
        }
        int at = position;
        ordinals[entries] = ordinal;
        offsets[entries++] = at;
        position += bytes;
        return at;
    }

    boolean fits(int bytes) {
        return position + bytes <= memory.byteSize();
    }

    /** Fixes place and sequence, before it is written. */
    void place(long framePlace, long frameSequence) {
        place = framePlace;
        sequence = frameSequence;
        int end = Math.min(FrameFormat.padded(position), (int) memory.byteSize());
        memory.asSlice(position, end - position).fill((byte) 0);
    }

    MemorySegment memory() {
        return memory;
    }

    int capacityBytes() {
        return (int) memory.byteSize();
    }

    /** Bytes with the header, without padding. */
    int lengthBytes() {
        return position;
    }

    int entries() {
        return entries;
    }

    long ordinal(int entry) {
        return ordinals[entry];
    }

    int offset(int entry) {
        return offsets[entry];
    }

    long place() {
        return place;
    }

    long sequence() {
        return sequence;
    }

    /** Whether a place of the journal lies in this frame. */
    boolean holds(long somePlace) {
        return somePlace >= place && somePlace < place + position;
    }

    void close() {
        arena.close();
    }
}
