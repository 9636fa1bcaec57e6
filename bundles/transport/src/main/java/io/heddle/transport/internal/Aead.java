package io.heddle.transport.internal;

import java.lang.foreign.MemorySegment;

/**
 * AES-256-GCM under one key and one IV (RFC 5116), in place: the outer header stays readable and is
 * authenticated, what follows it is encrypted, and the tag is the trailer.
 */
interface Aead extends AutoCloseable {
    int KEY_BYTES = 32;
    int IV_BYTES = 12;
    int TAG_BYTES = 16;

    /**
     * Seals a datagram.
     *
     * @param bytes with the outer header, without the tag, for which there is room behind
     * @param number goes into the nonce; never twice under one key
     */
    void seal(MemorySegment memory, long start, int bytes, long number);

    /**
     * Opens a datagram. What is left behind the outer header is worth nothing if the answer is false.
     *
     * @param bytes with outer header and tag
     * @return whether everything in it is as it was sealed
     */
    boolean open(MemorySegment memory, long start, int bytes, long number);

    /** Forgets the key. */
    @Override
    void close();
}
