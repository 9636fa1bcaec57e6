package io.heddle.bench.peer;

import io.heddle.transport.Session;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * The bytes of messages: a head with the number of the request, then a window of one random text whose
 * place follows from the number. So nothing is made before a call, and everything can be compared.
 */
final class Messages {
    /** Request number and wanted bytes of the answer. */
    static final int HEAD_BYTES = 16;

    /** Answers with the request. */
    static final int ECHO = 1;

    /** Answers with the checksum of the request. */
    static final int SINK = 2;

    /** Answers with as many bytes as are wanted. */
    static final int SOURCE = 3;

    private static final int PLACES = 1 << 20;
    private static final MemorySegment TEXT = text();
    private static final ValueLayout.OfLong NUMBER = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfInt BYTES = ValueLayout.JAVA_INT_UNALIGNED;

    private Messages() {}

    private static MemorySegment text() {
        byte[] bytes = new byte[PLACES + Session.MAX_MESSAGE_BYTES];
        new SplittableRandom(0x4865_6464_6c65L).nextBytes(bytes);
        return Arena.global()
                .allocate(bytes.length, 64)
                .copyFrom(MemorySegment.ofArray(bytes))
                .asReadOnly();
    }

    static MemorySegment memory() {
        return TEXT;
    }

    /** Where the window of a request's bytes begins. */
    static long place(long number) {
        long mixed = number * 0x9E37_79B9_7F4A_7C15L;
        return (mixed ^ mixed >>> 29) >>> 1 & PLACES - 1;
    }

    /** Where the window of a {@link #SOURCE} answer begins. */
    static long answerPlace(long number) {
        return place(~number);
    }

    static void head(MemorySegment to, long offset, long number, int wantedBytes) {
        to.set(NUMBER, offset, number);
        to.set(BYTES, offset + 8, wantedBytes);
    }

    static long number(MemorySegment from, long offset) {
        return from.get(NUMBER, offset);
    }

    static int wantedBytes(MemorySegment from, long offset) {
        return from.get(BYTES, offset + 8);
    }

    /** The status of an answer: it belongs to its request. */
    static int status(long number) {
        return (int) (number & 0x7fff_ffff);
    }

    /** Whether bytes are those of the text from a place on. */
    static boolean isText(long place, MemorySegment memory, long offset, int bytes) {
        return MemorySegment.mismatch(TEXT, place, place + bytes, memory, offset, offset + bytes)
                < 0;
    }

    /** CRC-32C of the text from a place on, or of any other bytes. */
    static long checksum(MemorySegment memory, long offset, int bytes) {
        var sum = new CRC32C();
        sum.update(memory.asSlice(offset, bytes).asByteBuffer());
        return sum.getValue();
    }

    static void checksum(MemorySegment to, long offset, long sum) {
        to.set(NUMBER, offset, sum);
    }
}
