package io.heddle.hardware.internal;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files below one root. Links are followed by hand, as chroot does, so that a recorded tree
 * never leads out of itself. Whatever is looked at is kept, so that it can be recorded.
 */
final class RootedFiles {
    /** The bound of path_resolution(7). */
    private static final int MOST_LINKS = 40;

    private final Path root;
    private final Map<String, String> refused;
    private final Map<String, Entry> seen = new HashMap<>();
    private final Set<String> whole = new HashSet<>();
    private final SortedMap<String, String> notRead = new TreeMap<>();

    RootedFiles(Path root) {
        this.root = root;
        refused = RefusedList.read(root);
    }

    /** Everything that was looked at and is there, by path without links. */
    SortedMap<String, Entry> seen() {
        SortedMap<String, Entry> there = new TreeMap<>(seen);
        there.values().removeIf(Entry.Missing.class::isInstance);
        return there;
    }

    /** The paths that could not be read, with the reason. */
    SortedMap<String, String> refused() {
        SortedMap<String, String> all = new TreeMap<>(notRead);
        seen.forEach((path, entry) -> {
            if (entry instanceof Entry.Refused(String because)) {
                all.put(path, because);
            }
        });
        return all;
    }

    /**
     * Where a path leads to.
     *
     * @param real the path without links; null if it leads out of the tree or nowhere
     * @param entry what is there
     */
    record Spot(@Nullable String real, Entry entry) {
        static final Spot OUTSIDE = new Spot(null, new Entry.Refused("The link leaves the tree."));
    }

    /** Follows a path that starts with a slash. */
    Spot find(String path) {
        Deque<String> rest = new ArrayDeque<>(parts(path));
        String current = "";
        int links = 0;
        while (!rest.isEmpty()) {
            String part = rest.pop();
            if (part.equals("..")) {
                if (current.isEmpty()) {
                    return Spot.OUTSIDE;
                }
                current = current.substring(0, current.lastIndexOf('/'));
                continue;
            }
            String next = current + "/" + part;
            Entry entry = look(next);
            if (entry instanceof Entry.Link(String target)) {
                if (++links > MOST_LINKS) {
                    return new Spot(null, new Entry.Refused("It is a circle of links."));
                }
                current = target.startsWith("/") ? "" : current;
                parts(target).reversed().forEach(rest::push);
            } else if (entry instanceof Entry.Folder || rest.isEmpty()) {
                current = next;
            } else {
                // Below a file there is nothing; below what is refused nobody knows.
                Entry below = entry instanceof Entry.Refused ? entry : new Entry.Missing();
                return new Spot(null, below);
            }
        }
        return new Spot(current, current.isEmpty() ? new Entry.Folder() : look(current));
    }

    /** The bytes of a file, at most so many; null if refused, see {@link #whyNot}. */
    byte @Nullable [] bytes(String real, int most) {
        String because = refused.get(real);
        if (because == null) {
            try (InputStream in = Files.newInputStream(at(real))) {
                return in.readNBytes(most);
            } catch (IOException failed) {
                because = reason(failed);
            }
        }
        notRead.put(real, because);
        return null;
    }

    /** Says that a whole file mattered. */
    void keep(String real, byte[] bytes) {
        whole.add(real);
        seen.put(real, new Entry.Content(bytes));
    }

    /** Says that one line of a file mattered; links may have led to it before. */
    void keepLine(String real, byte[] line) {
        if (!whole.contains(real) && seen.get(real) instanceof Entry.Content(byte[] before)) {
            var lines = new ByteArrayOutputStream();
            lines.writeBytes(before);
            lines.writeBytes(line);
            lines.write('\n');
            seen.put(real, new Entry.Content(lines.toByteArray()));
        }
    }

    /** The names in a folder in order; null if refused, see {@link #whyNot}. */
    @Nullable
    List<String> names(String real) {
        String because = refused.get(real);
        if (because == null) {
            try (Stream<Path> entries = Files.list(at(real))) {
                return entries.map(entry -> entry.getFileName().toString())
                        .sorted()
                        .toList();
            } catch (IOException failed) {
                because = reason(failed);
            } catch (UncheckedIOException failed) {
                because = reason(Objects.requireNonNull(failed.getCause()));
            }
        }
        notRead.put(real, because);
        return null;
    }

    /** Why a file or folder was not read. */
    String whyNot(String real) {
        return notRead.getOrDefault(real, "It was not read.");
    }

    /** What stands at a path whose folder has no links in it. */
    Entry look(String real) {
        return seen.computeIfAbsent(real, this::lookNew);
    }

    private Entry lookNew(String real) {
        try {
            Path path = at(real);
            BasicFileAttributes facts = Files.readAttributes(
                    path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (facts.isSymbolicLink()) {
                return new Entry.Link(Files.readSymbolicLink(path).toString());
            }
            if (facts.isDirectory()) {
                return new Entry.Folder();
            }
            return facts.isRegularFile() ? new Entry.Content(new byte[0]) : new Entry.Special();
        } catch (NoSuchFileException | InvalidPathException absent) {
            String because = refused.get(real);
            return because == null ? new Entry.Missing() : new Entry.Refused(because);
        } catch (IOException failed) {
            return new Entry.Refused(reason(failed));
        }
    }

    private static String reason(IOException failed) {
        if (failed instanceof AccessDeniedException) {
            return "There is no right to read it.";
        }
        String said = failed instanceof FileSystemException system
                ? system.getReason()
                : failed.getMessage();
        return "Reading failed: " + (said == null ? failed.getClass().getSimpleName() : said) + ".";
    }

    private static List<String> parts(String path) {
        return Arrays.stream(path.split("/"))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toList();
    }

    private Path at(String real) {
        return root.resolve(real.substring(1));
    }
}
