package io.heddle.client.internal;

/**
 * Numbers mutations and knows the lowest one that is not answered: below it, buckets forget what they
 * answered. A ring of bits that grows with the distance between the oldest and the newest number.
 */
final class Watermark {
    private long[] answered = new long[64]; // 4,096 numbers.
    private long lowest = 1;
    private long next = 1;

    /** A new number, unanswered. */
    long begin() {
        long number = next++;
        if (next - lowest > 64L * answered.length) {
            grow();
        }
        return number;
    }

    /** Every number below this is answered or was given up. */
    long lowest() {
        return lowest;
    }

    /** The number that {@link #begin} gives next. */
    long next() {
        return next;
    }

    void end(long number) {
        answered[word(number)] |= 1L << number;
        while (lowest < next && (answered[word(lowest)] & 1L << lowest) != 0) {
            answered[word(lowest)] &= ~(1L << lowest);
            lowest++;
        }
    }

    private int word(long number) {
        return (int) (number >>> 6) & answered.length - 1;
    }

    private void grow() {
        long[] old = answered;
        answered = new long[2 * old.length];
        // The word of the newest number may be that of the oldest, so bits move one by one.
        for (long number = lowest; number < next - 1; number++) {
            if ((old[(int) (number >>> 6) & old.length - 1] & 1L << number) != 0) {
                answered[word(number)] |= 1L << number;
            }
        }
    }
}
