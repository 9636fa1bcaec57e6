package io.heddle.drive.internal;

/** Where the records of a bucket lie in the journal, by sequence. */
final class RecordIndex {
    private int mask = 15;
    private long[] places = new long[mask + 1];
    private long first = 1;
    private long next = 1;

    void add(long sequence, long place) {
        if (sequence != next) {
            first = sequence;
            next = sequence;
        }
        if (next - first > mask) {
            grow();
        }
        places[(int) next++ & mask] = place;
    }

    /** Forgets what lies before a place of the journal. */
    void trim(long tail) {
        while (first < next && places[(int) first & mask] < tail) {
            first++;
        }
    }

    /** The place of a record, or -1 when the journal does not hold it. */
    long place(long sequence) {
        return sequence >= first && sequence < next ? places[(int) sequence & mask] : -1;
    }

    /** The place of the oldest record that is at or after {@code sequence}, or -1. */
    long placeFrom(long sequence) {
        return place(Math.max(sequence, first));
    }

    private void grow() {
        int oldMask = mask;
        long[] old = places;
        mask = (oldMask + 1) * 2 - 1;
        places = new long[mask + 1];
        for (long i = first; i < next; i++) {
            places[(int) i & mask] = old[(int) i & oldMask];
        }
    }
}
