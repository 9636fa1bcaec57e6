package io.heddle.command.up;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/** Lays out a data folder: only its owner may look into it, and REST gets its token. */
final class DataFolders {
    /** 192 bits, which are 32 characters in base 64. */
    private static final int TOKEN_BYTES = 24;

    private DataFolders() {}

    /** The folder itself. */
    static void create(Path data) throws IOException {
        Files.createDirectories(data, mode("rwx------"));
    }

    /** What is in it from the first start on; what is there stays. */
    static void fill(Path data) throws IOException {
        for (String name : List.of("conf", "deploy", "log", "tmp")) {
            Files.createDirectories(data.resolve(name));
        }
        Path token = data.resolve("token");
        if (!Files.exists(token)) {
            byte[] random = new byte[TOKEN_BYTES];
            new SecureRandom().nextBytes(random);
            Path fresh = data.resolve(".token");
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, mode("rw-------"));
            Files.writeString(
                    fresh, Base64.getUrlEncoder().withoutPadding().encodeToString(random) + "\n");
            Files.move(fresh, token, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static FileAttribute<?> mode(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }
}
