package io.heddle.transport;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * 32 bytes that only two processes know. Everything else is expanded from them by HKDF-SHA-256
 * (RFC 5869), so that no two uses share a key.
 */
public final class PairSecret {
    public static final int BYTES = 32;

    private static final byte[] NOTHING = {};

    private final SecretKey key;
    private final ConcurrentHashMap<Long, PairSecret> between = new ConcurrentHashMap<>();
    private volatile byte @Nullable [] proofKey;

    /** @param secret uniformly random; copied */
    public PairSecret(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("A pair secret has 32 bytes, not " + secret.length);
        }
        key = new SecretKeySpec(secret, "HKDF");
    }

    /**
     * HKDF-Expand.
     *
     * @param label what for; part of info before {@code context}
     * @param lengthBytes at most 8,160
     */
    public byte[] expand(String label, byte[] context, int lengthBytes) {
        byte[] head = label.getBytes(StandardCharsets.US_ASCII);
        byte[] info = Arrays.copyOf(head, head.length + context.length);
        System.arraycopy(context, 0, info, head.length, context.length);
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.expandOnly(key, info, lengthBytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no HKDF-SHA256", e);
        }
    }

    /** What two nodes of these two processes share; expanded once, since any HELLO asks for it. */
    public PairSecret between(int node, int peer) {
        int low = Math.min(node, peer);
        int high = Math.max(node, peer);
        return between.computeIfAbsent((long) low << 32 | high, ignored -> {
            byte[] context = ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(low)
                    .putInt(high)
                    .array();
            return new PairSecret(expand("heddle nodes", context, BYTES));
        });
    }

    /** The key that proves handshakes, 32 bytes not to be changed; expanded once for the same reason. */
    public byte[] proofKey() {
        byte[] made = proofKey;
        if (made == null) {
            made = expand("heddle handshake", NOTHING, BYTES);
            proofKey = made;
        }
        return made;
    }

    /** The next secret of a chain; from it nobody finds back to this one. */
    public PairSecret next(String label) {
        return new PairSecret(expand(label, new byte[0], BYTES));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PairSecret that
                && java.security.MessageDigest.isEqual(key.getEncoded(), that.key.getEncoded());
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** Nothing of the secret: this may end up in a log. */
    @Override
    public String toString() {
        return "PairSecret";
    }
}
