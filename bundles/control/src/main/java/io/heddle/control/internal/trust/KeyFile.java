package io.heddle.control.internal.trust;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.Events;
import io.heddle.runtime.StorageException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/** Files of the trust folder: PEM (RFC 7468), mode 0600, replaced as a whole. */
final class KeyFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final int LINE = 64;

    private KeyFile() {}

    static void write(Path file, String kind, byte[] der) {
        String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        writeText(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    /** Durable before it is seen: a key that is lost cannot be made again. */
    static void writeText(Path file, String text) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            var options = EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            var mode = PosixFilePermissions.asFileAttribute(OWNER_ONLY);
            try (FileChannel out = FileChannel.open(fresh, options, mode)) {
                var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel folder = FileChannel.open(file.resolveSibling("."))) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw new StorageException(
                    Errno.EIO,
                    "The file " + file + " cannot be written (" + e.getMessage()
                            + "); see that the disk has room and the folder belongs to you.",
                    e);
        }
    }

    static byte[] read(Path file, String kind) {
        String text = readText(file).strip();
        String begin = "-----BEGIN " + kind + "-----";
        String end = "-----END " + kind + "-----";
        try {
            if (text.startsWith(begin) && text.endsWith(end)) {
                return Base64.getMimeDecoder()
                        .decode(text.substring(begin.length(), text.length() - end.length()));
            }
        } catch (IllegalArgumentException notBase64) {
            // Said below.
        }
        throw damaged(file);
    }

    static String readText(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new StorageException(
                    Errno.EACCES,
                    "The file " + file + " cannot be read (" + e.getMessage()
                            + "); give it back to the user that runs heddle, mode 0600.",
                    e);
        }
    }

    static StorageException damaged(Path file) {
        return new StorageException(
                Errno.EINVAL,
                "The file " + file
                        + " is damaged; restore the folder 'trust' of the data folder from a backup.");
    }

    /** Raises an alert when others than the owner can read a secret, and clears it when not. */
    static void checkMode(Path file, Events events) {
        Set<PosixFilePermission> mode;
        try {
            mode = Files.getPosixFilePermissions(file);
        } catch (IOException e) {
            throw new StorageException(
                    Errno.EIO,
                    "The mode of " + file + " cannot be read; check the disk that it is on.",
                    e);
        }
        if (OWNER_ONLY.containsAll(mode)) {
            events.clear("key-too-open", file.toString());
        } else {
            events.raise(
                    "key-too-open",
                    file.toString(),
                    "Others than its owner can read or change a key of the cluster.",
                    file + " has mode " + PosixFilePermissions.toString(mode),
                    "Run: chmod 600 " + file
                            + "; if a stranger may have read it, found the cluster anew.");
        }
    }
}
