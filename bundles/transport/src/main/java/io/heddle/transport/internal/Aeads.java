package io.heddle.transport.internal;

import io.heddle.foreign.crypto.Libcrypto;

import org.jspecify.annotations.Nullable;

/** Makes the ciphers of one loop: libcrypto's, or those of the JVM where there is no libcrypto. */
final class Aeads implements AutoCloseable {
    /** Packets of one path under one key: far below the 2^32 that GCM bears with such nonces. */
    static final int GENERATION_SHIFT = 22;

    /** The generation of a packet's key is its number shifted right by this. */
    final int generationShift;

    private final @Nullable Libcrypto library;

    private Aeads(@Nullable Libcrypto library, int generationShift) {
        this.library = library;
        this.generationShift = generationShift;
    }

    /** The best that this machine has. */
    static Aeads best() {
        return new Aeads(Libcrypto.open(), GENERATION_SHIFT);
    }

    /** Libcrypto's, or null without it. */
    static @Nullable Aeads libcrypto(int generationShift) {
        var library = Libcrypto.open();
        return library == null ? null : new Aeads(library, generationShift);
    }

    /** The JVM's. */
    static Aeads jce(int generationShift) {
        return new Aeads(null, generationShift);
    }

    boolean isNative() {
        return library != null;
    }

    /** Keys that are held now, where that is known. */
    int keys() {
        return library == null ? 0 : library.contexts();
    }

    Aead sealing(byte[] key, byte[] iv) {
        return library == null
                ? new JceAead(key, iv)
                : new LibcryptoAead(library.gcm(key, true), iv);
    }

    Aead opening(byte[] key, byte[] iv) {
        return library == null
                ? new JceAead(key, iv)
                : new LibcryptoAead(library.gcm(key, false), iv);
    }

    @Override
    public void close() {
        if (library != null) {
            library.close();
        }
    }
}
