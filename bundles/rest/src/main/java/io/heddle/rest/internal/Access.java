package io.heddle.rest.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** The token of the data folder ({@code token}, mode 0600), made at the first start. */
final class Access {
    private static final String SCHEME = "Bearer ";
    private final byte[] token;

    private Access(byte[] token) {
        this.token = token;
    }

    static Access open(Path data) {
        Path file = data.resolve("token");
        try {
            if (!Files.exists(file)) {
                make(file);
            }
            return new Access(Files.readString(file).trim().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StorageException(
                    Errno.EIO,
                    "The token file " + file + " cannot be read or made (" + e.getMessage()
                            + "); check the owner and the mode of the data folder.",
                    e);
        }
    }

    /** Never readable by others, not even for a moment, and never half written. */
    private static void make(Path file) throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Path fresh = file.resolveSibling(".token.new");
        Files.deleteIfExists(fresh);
        Files.createFile(
                fresh,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                fresh, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Whether an Authorization header carries the token; compared in constant time. */
    boolean admits(@Nullable String header) {
        return header != null
                && header.startsWith(SCHEME)
                && MessageDigest.isEqual(
                        header.substring(SCHEME.length()).trim().getBytes(StandardCharsets.UTF_8),
                        token);
    }
}
