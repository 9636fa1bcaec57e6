package io.heddle.command;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * {@code DATA/instance.properties}: what an instance is, written by {@code heddle up}.
 *
 * <p>The format number comes first. A folder with a higher one was written by a newer Heddle; a
 * folder with other files and without this one is not ours; both are refused.
 */
public final class InstanceFile {
    /** The format that this version reads and writes. */
    static final int FORMAT = 1;

    private static final String NAME = "instance.properties";

    private InstanceFile() {}

    /** Where console and REST of an instance answer. */
    public static String url(Path data) throws IOException {
        return "http://127.0.0.1:" + read(data).getProperty("port", "8686");
    }

    /** What was written, or null if the folder is absent or empty. */
    public static @Nullable Properties open(Path data) {
        try {
            if (!Files.exists(data)) {
                return null;
            }
            if (!Files.isDirectory(data)) {
                throw refused(data, "is not a folder: name another one with --data DIR.");
            }
            if (Files.exists(data.resolve(NAME))) {
                return checked(data, read(data));
            }
            if (!isUnused(data)) {
                throw refused(
                        data,
                        "holds other files and no " + NAME + ": name another folder with --data"
                                + " DIR.");
            }
            return null;
        } catch (IOException unreadable) {
            throw new CommandException(
                    Exit.WRONG_USE,
                    "The data folder " + data + " cannot be read: " + unreadable + ".",
                    unreadable);
        }
    }

    /** Writes all at once: readers see the old or the new file. */
    public static void write(Path data, Properties properties) throws IOException {
        properties.setProperty("format", Integer.toString(FORMAT));
        Path fresh = data.resolve("." + NAME);
        try (Writer writer = Files.newBufferedWriter(fresh)) {
            properties.store(writer, "Written by heddle up; do not edit.");
        }
        Files.move(fresh, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Properties read(Path data) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(data.resolve(NAME))) {
            properties.load(reader);
        } catch (IllegalArgumentException malformed) {
            throw new IOException(NAME + " is damaged", malformed);
        }
        return properties;
    }

    private static Properties checked(Path data, Properties properties) {
        String format = properties.getProperty("format", "");
        if (!format.matches("[0-9]{1,6}")) {
            throw refused(data, "has a damaged " + NAME + ": restore it from a backup.");
        }
        if (Integer.parseInt(format) > FORMAT) {
            throw refused(
                    data,
                    "was written by a newer Heddle (format " + format + ", this one knows " + FORMAT
                            + "): use that version.");
        }
        return properties;
    }

    /** Empty, or with nothing but what a start leaves that failed before it wrote. */
    private static boolean isUnused(Path data) throws IOException {
        try (Stream<Path> entries = Files.list(data)) {
            return entries.allMatch(entry -> entry.getFileName().toString().equals("heddle.lock"));
        }
    }

    private static CommandException refused(Path data, String why) {
        return new CommandException(Exit.WRONG_USE, "The data folder " + data + " " + why);
    }
}
