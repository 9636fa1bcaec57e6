package io.heddle.sim;

import io.heddle.transport.Session;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/**
 * The bytes of messages: windows of one random text, whose place follows from seed and number. So
 * nothing has to be made before a call, and everything can be compared after it.
 */
final class Payload {
    private static final int PLACES = 1 << 20;
    private static final MemorySegment TEXT = text();

    private final long seed;

    Payload(long seed) {
        this.seed = seed;
    }

    private static MemorySegment text() {
        byte[] bytes = new byte[PLACES + Session.MAX_MESSAGE_BYTES];
        new SplittableRandom(0x4865_6464_6c65L).nextBytes(bytes);
        MemorySegment text = Arena.global().allocate(bytes.length, 64);
        return text.copyFrom(MemorySegment.ofArray(bytes)).asReadOnly();
    }

    /** Where messages are read from. */
    MemorySegment memory() {
        return TEXT;
    }

    /** Where a request's bytes begin in {@link #memory}. */
    long request(int attempt) {
        return mix(attempt) >>> 1 & PLACES - 1;
    }

    /** Where an answer's bytes begin. */
    long reply(int attempt) {
        return mix(~(long) attempt) >>> 1 & PLACES - 1;
    }

    /** The status of the answer to an attempt: 31 bits that belong to it alone, almost surely. */
    int status(int attempt) {
        return (int) (mix(attempt * 0x1_0000_0001L) >>> 33);
    }

    /** Whether bytes are those of that place. */
    boolean isAt(long place, MemorySegment memory, long offset, int bytes) {
        return MemorySegment.mismatch(TEXT, place, place + bytes, memory, offset, offset + bytes)
                < 0;
    }

    /** The first bytes as a number, for messages to people. */
    static String start(MemorySegment memory, long offset, int bytes) {
        var hex = new StringBuilder();
        for (int i = 0; i < Math.min(bytes, 8); i++) {
            hex.append("%02x".formatted(memory.get(ValueLayout.JAVA_BYTE, offset + i)));
        }
        return hex.toString();
    }

    private long mix(long number) {
        long z = seed * 0x9E37_79B9_7F4A_7C15L + number * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }
}
