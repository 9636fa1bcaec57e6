package io.heddle.console.internal;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A salted PBKDF2 hash (RFC 8018), written as {@code ITERATIONS:SALT:HASH} in hexadecimal.
 *
 * <p>Equality of hashes is not needed; {@link #matches} compares in constant time.
 */
final class PasswordHash {
    /**
     * About 0.1 s on one core, paid at the first start and at the first login of a process. The
     * password that we make has 144 random bits and needs no stretching; one of an operator's does.
     */
    private static final int ITERATIONS = 200_000;

    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 256;

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    static PasswordHash of(String password) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(ITERATIONS, salt, derive(password, salt, ITERATIONS));
    }

    /** Reads the written form; anything else is an {@link IllegalArgumentException}. */
    static PasswordHash parse(String text) {
        String[] parts = text.trim().split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("It should be ITERATIONS:SALT:HASH.");
        }
        int iterations = Integer.parseInt(parts[0]);
        if (iterations < 1) {
            throw new IllegalArgumentException("The iterations should be positive.");
        }
        HexFormat hex = HexFormat.of();
        return new PasswordHash(iterations, hex.parseHex(parts[1]), hex.parseHex(parts[2]));
    }

    String text() {
        HexFormat hex = HexFormat.of();
        return iterations + ":" + hex.formatHex(salt) + ":" + hex.formatHex(hash);
    }

    boolean matches(String password) {
        return MessageDigest.isEqual(derive(password, salt, iterations), hash);
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, HASH_BITS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every Java has PBKDF2WithHmacSHA256.", impossible);
        } finally {
            spec.clearPassword();
        }
    }
}
