package io.heddle.hardware.internal;

import io.heddle.hardware.Oddity;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads small files below one root and keeps what it could not read as oddities. */
final class Tree {
    /** sysfs attributes are one page; cpuinfo and the like stay below this, too. */
    private static final int MOST_BYTES = 64 * 1024;

    private static final int SHOWN_CHARS = 80;

    private final Path root;
    private final List<Oddity> oddities = new ArrayList<>();

    Tree(Path root) {
        this.root = root;
    }

    List<Oddity> oddities() {
        return oddities;
    }

    /** The trimmed text of a file, or null if it is not there or not readable. */
    @Nullable
    String text(String path) {
        try (InputStream in = Files.newInputStream(at(path))) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).trim();
        } catch (NoSuchFileException absent) {
            return null;
        } catch (AccessDeniedException denied) {
            odd(path, "", "No right to read it.");
            return null;
        } catch (IOException failed) {
            odd(path, "", "It cannot be read: " + failed.getMessage());
            return null;
        }
    }

    /** Like {@link #text}, but the kernel may refuse the read (a link that is down has no speed). */
    @Nullable
    String textIfAny(String path) {
        try (InputStream in = Files.newInputStream(at(path))) {
            return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).trim();
        } catch (IOException none) {
            return null;
        }
    }

    /** A decimal or 0x number from a file; {@code otherwise} if it is absent or malformed. */
    long number(String path, long otherwise) {
        String text = text(path);
        if (text == null) {
            return otherwise;
        }
        try {
            return Long.decode(text);
        } catch (NumberFormatException malformed) {
            odd(path, text, "It should be a number.");
            return otherwise;
        }
    }

    /** The names in a folder in order; empty if it is absent or not readable. */
    List<String> names(String path) {
        try (Stream<Path> entries = Files.list(at(path))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException absent) {
            return List.of();
        } catch (IOException failed) {
            odd(path, "", "The folder cannot be listed: " + failed.getMessage());
            return List.of();
        }
    }

    boolean exists(String path) {
        return Files.exists(at(path));
    }

    /** Where a link or folder really is, as path below the root; null if absent or outside. */
    @Nullable
    String real(String path) {
        try {
            Path real = at(path).toRealPath();
            Path top = root.toRealPath();
            if (!real.startsWith(top)) {
                odd(path, real.toString(), "The link leaves the tree.");
                return null;
            }
            return "/" + top.relativize(real);
        } catch (NoSuchFileException absent) {
            return null;
        } catch (IOException failed) {
            odd(path, "", "The link cannot be followed: " + failed.getMessage());
            return null;
        }
    }

    void odd(String path, String seen, String text) {
        String shown = seen.length() > SHOWN_CHARS ? seen.substring(0, SHOWN_CHARS) : seen;
        oddities.add(new Oddity(path, shown, text));
    }

    private Path at(String path) {
        return root.resolve(path.substring(1));
    }
}
