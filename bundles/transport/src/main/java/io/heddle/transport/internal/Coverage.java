package io.heddle.transport.internal;

import java.util.Arrays;

/**
 * Which bytes of a message were seen, as one bit for 64 bytes. Fragments start at multiples of 64 and
 * end at one or at the end of the message, whatever the MTU of the path that carried them.
 */
final class Coverage {
    static final int QUANTUM = 64;

    private long[] words = new long[1];
    private int total;
    private int covered;

    void reset(int messageBytes) {
        total = quanta(messageBytes);
        covered = 0;
        int needed = (total + 63) / 64;
        if (needed > words.length) {
            words = new long[needed];
        } else {
            Arrays.fill(words, 0, needed, 0);
        }
    }

    /** Whether a fragment may look like this. */
    static boolean isValid(int offset, int lengthBytes, int messageBytes) {
        return offset >= 0
                && lengthBytes >= 0
                && offset % QUANTUM == 0
                && offset <= messageBytes - lengthBytes
                && (lengthBytes % QUANTUM == 0 || offset + lengthBytes == messageBytes)
                && (lengthBytes > 0 || messageBytes == 0);
    }

    /** Adds a valid fragment; false when all of it was seen before. */
    boolean add(int offset, int lengthBytes) {
        int first = offset / QUANTUM;
        int end = quanta(offset + lengthBytes);
        int fresh = 0;
        for (int word = first / 64; word * 64 < end; word++) {
            long mask = mask(word, first, end);
            fresh += Long.bitCount(mask & ~words[word]);
            words[word] |= mask;
        }
        covered += fresh;
        return fresh > 0;
    }

    boolean covers(int offset, int lengthBytes) {
        int first = offset / QUANTUM;
        int end = quanta(offset + lengthBytes);
        for (int word = first / 64; word * 64 < end; word++) {
            long mask = mask(word, first, end);
            if ((words[word] & mask) != mask) {
                return false;
            }
        }
        return true;
    }

    /** What was seen, rounded up to whole quanta. */
    int coveredBytes() {
        return covered * QUANTUM;
    }

    boolean isComplete() {
        return covered >= total;
    }

    private static long mask(int word, int first, int end) {
        int from = Math.max(first - word * 64, 0);
        int to = Math.min(end - word * 64, 64);
        return -1L >>> 64 - (to - from) << from;
    }

    private static int quanta(int bytes) {
        return (bytes + QUANTUM - 1) / QUANTUM;
    }
}
