package io.heddle.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Felix's cache of installed bundles, in {@code DATA/felix-cache}.
 *
 * <p>It is kept from run to run, so that bundles from the console stay installed. It is made anew
 * when the distribution changed, and when the last start was killed before it was through: then a
 * half-written entry could be in it.
 */
final class BundleCache {
    private final Path folder;
    private final Path stamp;
    private final Path starting;
    private final String fingerprint;

    BundleCache(Path data, String fingerprint) {
        this.folder = data.resolve("felix-cache");
        this.stamp = data.resolve("felix-cache.stamp");
        this.starting = data.resolve("felix-cache.starting");
        this.fingerprint = fingerprint;
    }

    void prepare() throws IOException {
        boolean same = Files.exists(stamp) && Files.readString(stamp).equals(fingerprint);
        if (!same || Files.exists(starting)) {
            delete(folder);
        }
        Files.writeString(starting, "");
        Files.writeString(stamp, fingerprint);
    }

    /** The start is through. */
    void started() throws IOException {
        Files.deleteIfExists(starting);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
