package io.heddle.foreign.crypto;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * AES-256-GCM under one key, in one direction, in place (NIST SP 800-38D). The key is expanded once;
 * a call allocates nothing. Addresses are native ones; whoever passes them keeps that memory alive.
 */
public final class GcmContext implements AutoCloseable {
    private static final ValueLayout.OfInt NET_INT =
            JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong NET_LONG =
            JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Libcrypto library;
    private final long address;
    private boolean closed;

    GcmContext(Libcrypto library, long address) {
        this.library = library;
        this.address = address;
    }

    long address() {
        return address;
    }

    /**
     * Encrypts {@code body} in place and writes the tag of header and body.
     *
     * @param nonceHead the first 4 bytes of the nonce, big-endian
     * @param nonceTail the last 8 bytes; a nonce must never come twice under one key
     */
    public void seal(
            int nonceHead,
            long nonceTail,
            long header,
            int headerBytes,
            long body,
            int bodyBytes,
            long tag) {
        start(nonceHead, nonceTail, header, headerBytes, body, bodyBytes);
        Libcrypto.check("EVP_CipherFinal_ex", library.last(address, body + bodyBytes));
        Libcrypto.check(
                "EVP_CIPHER_CTX_ctrl",
                library.ctrl(address, Libcrypto.GET_TAG, Libcrypto.TAG_BYTES, tag));
    }

    /**
     * Decrypts {@code body} in place. What it leaves there is worth nothing if the answer is false.
     *
     * @return whether the tag is that of header and body
     */
    public boolean open(
            int nonceHead,
            long nonceTail,
            long header,
            int headerBytes,
            long body,
            int bodyBytes,
            long tag) {
        start(nonceHead, nonceTail, header, headerBytes, body, bodyBytes);
        Libcrypto.check(
                "EVP_CIPHER_CTX_ctrl",
                library.ctrl(address, Libcrypto.SET_TAG, Libcrypto.TAG_BYTES, tag));
        return library.last(address, body + bodyBytes) == 1;
    }

    private void start(
            int nonceHead, long nonceTail, long header, int headerBytes, long body, int bodyBytes) {
        if (closed) {
            throw new IllegalStateException("A key was used after its end");
        }
        if (headerBytes < 0 || bodyBytes < 0) {
            throw new IndexOutOfBoundsException(headerBytes + " and " + bodyBytes + " bytes");
        }
        library.nonce.set(NET_INT, 0, nonceHead);
        library.nonce.set(NET_LONG, 4, nonceTail);
        Libcrypto.check(
                "EVP_CipherInit_ex", library.init(address, 0, 0, library.nonce.address(), -1));
        if (headerBytes > 0) {
            Libcrypto.check("EVP_CipherUpdate", library.update(address, 0, header, headerBytes));
        }
        if (bodyBytes > 0) {
            Libcrypto.check("EVP_CipherUpdate", library.update(address, body, body, bodyBytes));
        }
    }

    /** Frees the key, which libcrypto overwrites. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            library.free(this);
        }
    }
}
