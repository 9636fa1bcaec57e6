package io.heddle.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The folders below {@code bundle/}: their names are start levels, their files bundles. */
final class BundleFolders {
    /** One bundle file and the level at which it starts. */
    record Entry(Path file, int startLevel) {
        String location() {
            return file.toUri().toString();
        }
    }

    private final Path root;

    BundleFolders(Path root) {
        this.root = root;
    }

    /** All bundles, lowest level first. */
    List<Entry> entries() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path folder : sorted(root)) {
            int level = Integer.parseInt(folder.getFileName().toString());
            for (Path file : sorted(folder)) {
                entries.add(new Entry(file, level));
            }
        }
        return entries;
    }

    /** Changes when a bundle comes, goes or has other bytes. */
    String fingerprint() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Entry entry : entries()) {
                digest.update(entry.location().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(entry.file()));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        }
    }
}
