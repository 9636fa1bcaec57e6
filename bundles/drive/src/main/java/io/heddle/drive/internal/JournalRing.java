package io.heddle.drive.internal;

import java.util.Arrays;

/**
 * Where frames lie in the journal file. A place counts all bytes since creation, so it never repeats;
 * place modulo size is the position in the file. A frame does not wrap: it leaves a gap instead. Remembers
 * the frames that are kept, so that the tail can move to the beginning of one.
 */
final class JournalRing {
    private final long sizeBytes;
    private long head;
    private long tail;
    private int mask = 255;
    private long[] places = new long[mask + 1];
    private int[] crcBefore = new int[mask + 1];
    private long first = 1;
    private long next = 1;

    JournalRing(long sizeBytes) {
        this.sizeBytes = sizeBytes;
    }

    long position(long place) {
        return place % sizeBytes;
    }

    /** The place for a frame, or -1 when there is no room before the tail. */
    long room(int paddedBytes) {
        long place = fit(head, paddedBytes);
        return place + paddedBytes - tail <= sizeBytes ? place : -1;
    }

    /** Where a frame of that length begins when the one before ended at {@code place}. */
    long fit(long place, int paddedBytes) {
        long left = sizeBytes - place % sizeBytes;
        return left < paddedBytes ? place + left : place;
    }

    /** Takes a frame in at the end. @param previousCrc the checksum of the frame before */
    void add(long sequence, long place, int paddedBytes, int previousCrc) {
        if (first == next) {
            first = sequence;
            next = sequence;
        }
        if (next - first > mask) {
            grow();
        }
        places[(int) sequence & mask] = place;
        crcBefore[(int) sequence & mask] = previousCrc;
        next = sequence + 1;
        head = place + paddedBytes;
    }

    /** For recovery: where the oldest frame lies. */
    void restart(long place) {
        head = place;
        tail = place;
    }

    /** Forgets the frames below {@code sequence}; their room may be overwritten. */
    void trim(long sequence) {
        while (first < sequence && first < next) {
            first++;
        }
        tail = first == next ? head : places[(int) first & mask];
    }

    long head() {
        return head;
    }

    long tail() {
        return tail;
    }

    long usedBytes() {
        return head - tail;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** The oldest frame that is kept. */
    long firstFrame() {
        return first;
    }

    /** The sequence of the next frame. */
    long nextFrame() {
        return next;
    }

    void setNextFrame(long sequence) {
        first = sequence;
        next = sequence;
    }

    /** Where a frame that is kept begins; of the next frame: where the last one ended. */
    long place(long sequence) {
        return sequence == next ? head : places[(int) sequence & mask];
    }

    int crcBefore(long sequence) {
        return crcBefore[(int) sequence & mask];
    }

    /** The first kept frame that begins at or after a place, or the next one. */
    long frameFrom(long place) {
        long low = first;
        long high = next;
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (places[(int) middle & mask] < place) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private void grow() {
        int oldMask = mask;
        long[] oldPlaces = places;
        int[] oldCrc = crcBefore;
        mask = (oldMask + 1) * 2 - 1;
        places = Arrays.copyOf(oldPlaces, mask + 1);
        crcBefore = Arrays.copyOf(oldCrc, mask + 1);
        for (long i = first; i < next; i++) {
            places[(int) i & mask] = oldPlaces[(int) i & oldMask];
            crcBefore[(int) i & mask] = oldCrc[(int) i & oldMask];
        }
    }
}
