package io.heddle.transport.internal;

import java.nio.ByteBuffer;

/** IV xor (32 zero bits | path id in 2 bits | packet number in 62 bits), big-endian as in RFC 8446. */
final class Nonce {
    private static final int PATH_SHIFT = 62;

    final int head;
    private final long tail;

    Nonce(byte[] iv) {
        if (iv.length != Aead.IV_BYTES) {
            throw new IllegalArgumentException("An IV has 12 bytes, not " + iv.length);
        }
        var bytes = ByteBuffer.wrap(iv);
        head = bytes.getInt();
        tail = bytes.getLong();
    }

    long tail(long number) {
        return tail ^ number;
    }

    static long number(int path, long packet) {
        return (long) path << PATH_SHIFT | packet;
    }
}
