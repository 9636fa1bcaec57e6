package io.heddle.console.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;

/**
 * The console's password in a data folder: {@code password} for the operator to read, and {@code
 * password.hash}, the only one that is asked later; both have mode 0600.
 *
 * <p>The operator may delete {@code password} once it is noted. To set another one, write it to
 * {@code password}, delete {@code password.hash} and start again.
 */
final class PasswordFile {
    /** 144 bits, which are 24 characters in base 64. */
    private static final int RANDOM_BYTES = 18;

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path plain;
    private final Path hashed;

    PasswordFile(Path data) {
        this.plain = data.resolve("password");
        this.hashed = data.resolve("password.hash");
    }

    /** Reads the hash; the first time it is made, with a new password unless one is given. */
    PasswordHash open() throws IOException {
        if (Files.exists(hashed)) {
            return read();
        }
        if (!Files.exists(plain)) {
            write(plain, generated());
        }
        PasswordHash hash = PasswordHash.of(Files.readString(plain).trim());
        write(hashed, hash.text());
        return hash;
    }

    private PasswordHash read() throws IOException {
        try {
            return PasswordHash.parse(Files.readString(hashed));
        } catch (IllegalArgumentException malformed) {
            throw new IOException(
                    "The file "
                            + hashed
                            + " is damaged; delete it and "
                            + plain
                            + " to get a new password at the next start.",
                    malformed);
        }
    }

    private static String generated() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Never readable by others, not even for a moment, and never half written. */
    private static void write(Path file, String text) throws IOException {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PRIVATE);
        Files.writeString(fresh, text + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
