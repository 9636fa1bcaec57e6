package io.heddle.hardware.internal;

import io.heddle.hardware.Oddity;
import io.heddle.hardware.Reading;
import io.heddle.hardware.Reading.Absent;
import io.heddle.hardware.Reading.Found;
import io.heddle.hardware.Reading.Unreadable;
import io.heddle.hardware.internal.RootedFiles.Spot;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Reads small files below one root and keeps what it could not read as oddities. */
final class Tree {
    /** sysfs attributes are one page; the tables of procfs on large machines stay below this. */
    private static final int MOST_BYTES = 256 * 1024;

    /** A kernel configuration has 250 KiB, a list of installed packages a few MiB. */
    private static final int MOST_SEARCHED_BYTES = 16 * 1024 * 1024;

    private static final int MOST_LINE_CHARS = 8 * 1024;
    private static final int SHOWN_CHARS = 80;
    private static final Pattern ANY = Pattern.compile(".*", Pattern.DOTALL);

    private final RootedFiles files;
    private final Set<Oddity> oddities = new LinkedHashSet<>();

    Tree(Path root) {
        files = new RootedFiles(root);
    }

    RootedFiles files() {
        return files;
    }

    List<Oddity> oddities() {
        return List.copyOf(oddities);
    }

    /** The trimmed text of a file. */
    Reading<String> read(String path) {
        Reading<String> text = content(path).map(Tree::trimmed);
        if (text instanceof Unreadable<String>(String at, String because)) {
            odd(at, "", because);
        }
        return text;
    }

    /** The trimmed text of a file, or null if it is not there or not readable. */
    @Nullable
    String text(String path) {
        return read(path).orNull();
    }

    /** Like {@link #read}, but the kernel may refuse it (a link that is down has no speed). */
    Reading<String> readIfAny(String path) {
        return content(path).map(Tree::trimmed);
    }

    /** The first line of a file, plain or gzip, that starts with a match; empty if none does. */
    Reading<String> line(String path, Pattern wanted) {
        Spot spot = files.find(path);
        Reading<byte[]> bytes = bytes(path, spot, MOST_SEARCHED_BYTES);
        if (bytes instanceof Unreadable<byte[]>(String at, String because)) {
            odd(at, "", because);
        }
        return bytes.map(all -> {
            byte[] plain = plain(path, all);
            if (plain == null) {
                files.keep(real(spot), all);
                return "";
            }
            String kept = new String(plain, StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> wanted.matcher(line).lookingAt())
                    .findFirst()
                    .orElse("");
            kept = kept.substring(0, Math.min(kept.length(), MOST_LINE_CHARS));
            files.keepLine(real(spot), kept.getBytes(StandardCharsets.UTF_8));
            return kept;
        });
    }

    /** A decimal or 0x number from a file. */
    Reading<Long> readNumber(String path) {
        return parsed(path, read(path), "a number", Long::decode);
    }

    /** A decimal or 0x number from a file; {@code otherwise} if there is none. */
    long number(String path, long otherwise) {
        return readNumber(path).or(otherwise);
    }

    /** A reading in which a text became something else; what does not parse is unreadable. */
    <T> Reading<T> parsed(
            String path, Reading<String> text, String wanted, Function<String, T> parser) {
        if (!(text instanceof Found<String>(String value))) {
            return text.map(parser);
        }
        try {
            return new Found<>(parser.apply(value));
        } catch (IllegalArgumentException malformed) {
            odd(path, value, "It should be " + wanted + ".");
            return new Unreadable<>(
                    path, "It is '" + shown(value) + "' and should be " + wanted + ".");
        }
    }

    /** The names in a folder in order; empty if it is absent or not readable. */
    List<String> names(String path) {
        return names(path, ANY);
    }

    /** The names in a folder that match, in order; empty if it is absent or not readable. */
    List<String> names(String path, Pattern wanted) {
        Spot spot = files.find(path);
        if (spot.entry() instanceof Entry.Missing) {
            return List.of();
        }
        if (spot.entry() instanceof Entry.Refused(String because)) {
            odd(path, "", because);
            return List.of();
        }
        if (!(spot.entry() instanceof Entry.Folder)) {
            odd(path, "", "It should be a folder.");
            return List.of();
        }
        List<String> all = files.names(real(spot));
        if (all == null) {
            odd(path, "", files.whyNot(real(spot)));
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (String name : all) {
            if (wanted.matcher(name).matches()
                    && !(files.look(real(spot) + "/" + name) instanceof Entry.Missing)) {
                names.add(name);
            }
        }
        return names;
    }

    boolean exists(String path) {
        Entry entry = files.find(path).entry();
        if (entry instanceof Entry.Refused(String because)) {
            odd(path, "", because);
            return false;
        }
        return !(entry instanceof Entry.Missing);
    }

    /** Where a link or folder really is, as path below the root; null if absent or outside. */
    @Nullable
    String real(String path) {
        Spot spot = files.find(path);
        if (spot.entry() instanceof Entry.Refused(String because)) {
            odd(path, "", because);
            return null;
        }
        return spot.entry() instanceof Entry.Missing ? null : spot.real();
    }

    void odd(String path, String seen, String text) {
        oddities.add(new Oddity(path, shown(seen), text));
    }

    private Reading<byte[]> content(String path) {
        Spot spot = files.find(path);
        Reading<byte[]> bytes = bytes(path, spot, MOST_BYTES + 1);
        return bytes.map(all -> {
            files.keep(real(spot), all);
            if (all.length <= MOST_BYTES) {
                return all;
            }
            odd(path, "", "It is longer than " + MOST_BYTES + " bytes; the rest is not read.");
            return Arrays.copyOf(all, MOST_BYTES);
        });
    }

    private Reading<byte[]> bytes(String path, Spot spot, int most) {
        return switch (spot.entry()) {
            case Entry.Missing() -> new Absent<>(path);
            case Entry.Refused(String because) -> new Unreadable<>(path, because);
            case Entry.Folder() -> new Unreadable<>(path, "It is a folder and should be a file.");
            case Entry.Special() -> new Unreadable<>(path, Entry.Special.WHY);
            case Entry.Link(String target) ->
                new Unreadable<>(path, "It is a link to " + target + " that leads nowhere.");
            case Entry.Content(byte[] _) -> {
                byte[] all = files.bytes(real(spot), most);
                yield all == null
                        ? new Unreadable<>(path, files.whyNot(real(spot)))
                        : new Found<>(all);
            }
        };
    }

    private byte @Nullable [] plain(String path, byte[] bytes) {
        // RFC 1952: a gzip file starts so.
        if (bytes.length < 2 || bytes[0] != 0x1f || bytes[1] != (byte) 0x8b) {
            return bytes;
        }
        var text = new ByteArrayOutputStream();
        try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            text.writeBytes(in.readNBytes(MOST_SEARCHED_BYTES));
        } catch (IOException broken) {
            odd(path, "", "It is not a whole gzip file.");
            return null;
        }
        return text.toByteArray();
    }

    private static String real(Spot spot) {
        return spot.real() == null ? "" : spot.real();
    }

    private static String trimmed(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).trim();
    }

    private static String shown(String text) {
        return text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) : text;
    }
}
