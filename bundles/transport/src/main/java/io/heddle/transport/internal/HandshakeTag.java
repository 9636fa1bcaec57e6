package io.heddle.transport.internal;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.heddle.transport.PairSecret;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The proof in a HELLO that returns a cookie and in a WELCOME: HMAC-SHA-256 (RFC 2104), cut to 16
 * bytes, under a key of the pair. It covers the whole datagram but checksum and tag, and whom it is
 * for, so that no answer serves twice.
 */
final class HandshakeTag {
    static final int BYTES = 16;
    private static final String ALGORITHM = "HmacSHA256";

    private HandshakeTag() {}

    /**
     * The tag of a datagram whose checksum and tag are 0.
     *
     * @param receiver the incarnation that it is for, 0 if the sender does not know it yet
     */
    static byte[] of(
            PairSecret secret, MemorySegment memory, long start, int bytes, long receiver) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.proofKey(), ALGORITHM));
            mac.update(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(receiver)
                    .flip());
            mac.update(memory.asSlice(start, bytes).toArray(JAVA_BYTE));
            return Arrays.copyOf(mac.doFinal(), BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no " + ALGORITHM, e);
        }
    }

    /** Whether a tag is the right one, in a time that says nothing about where they differ. */
    static boolean matches(byte[] told, byte[] made) {
        return MessageDigest.isEqual(told, made);
    }
}
