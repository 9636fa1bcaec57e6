package io.heddle.control.internal.trust;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * What an operator carries to a further machine: where to join, whom to believe there, and a secret
 * that works once.
 *
 * @param host of the joining port, an address or a name
 * @param fingerprint SHA-256 of the authority's certificate
 * @param secret 16 random bytes
 */
public record JoinToken(String host, int port, byte[] fingerprint, byte[] secret) {
    static final int SECRET_BYTES = 16;
    private static final String PREFIX = "heddle1-";
    private static final int FINGERPRINT_BYTES = 32;
    private static final int FIXED_BYTES = FINGERPRINT_BYTES + SECRET_BYTES + 2;
    private static final int MOST_HOST_BYTES = 253;

    /** One word: "heddle1-" and base64url of fingerprint, secret, port (2, big-endian), host. */
    public String encode() {
        byte[] name = host.getBytes(StandardCharsets.UTF_8);
        var bytes = ByteBuffer.allocate(FIXED_BYTES + name.length)
                .put(fingerprint)
                .put(secret)
                .putShort((short) port)
                .put(name);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /** @throws StorageException EINVAL if that is no token */
    public static JoinToken decode(String text) {
        String word = text.strip();
        if (!word.startsWith(PREFIX)) {
            throw refused("does not begin with '" + PREFIX + "'");
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(word.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw refused("has characters that no token has");
        }
        int hostBytes = bytes.length - FIXED_BYTES;
        if (hostBytes < 1 || hostBytes > MOST_HOST_BYTES) {
            throw refused("is not complete");
        }
        var in = ByteBuffer.wrap(bytes);
        byte[] fingerprint = new byte[FINGERPRINT_BYTES];
        byte[] secret = new byte[SECRET_BYTES];
        in.get(fingerprint).get(secret);
        int port = in.getShort() & 0xffff;
        String host = new String(
                Arrays.copyOfRange(bytes, FIXED_BYTES, bytes.length), StandardCharsets.UTF_8);
        if (port == 0 || !host.chars().allMatch(JoinToken::isOfAddress)) {
            throw refused("names no address");
        }
        return new JoinToken(host, port, fingerprint, secret);
    }

    private static boolean isOfAddress(int letter) {
        return letter >= '0' && letter <= '9'
                || letter >= 'a' && letter <= 'z'
                || letter >= 'A' && letter <= 'Z'
                || letter == '.'
                || letter == '-'
                || letter == ':'
                || letter == '%';
    }

    private static StorageException refused(String why) {
        return new StorageException(
                Errno.EINVAL,
                "The join token " + why
                        + "; copy the whole word that 'heddle cluster token' printed.");
    }

    /** Nothing of the secret: this may end up in a log. */
    @Override
    public String toString() {
        return "a token for " + host + ":" + port;
    }
}
