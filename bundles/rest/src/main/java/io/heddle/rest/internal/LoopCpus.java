package io.heddle.rest.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The CPU of each thread that is pinned to one, by the thread's name; see proc(5). */
final class LoopCpus {
    /** What the kernel keeps of a thread's name. */
    private static final int NAME_LENGTH = 15;

    private static final String ALLOWED = "Cpus_allowed_list:";

    private final Map<String, Integer> byName;

    private LoopCpus(Map<String, Integer> byName) {
        this.byName = byName;
    }

    /** @param tasks such as {@code /proc/self/task} */
    static LoopCpus read(Path tasks) {
        var byName = new LinkedHashMap<String, Integer>();
        try (Stream<Path> threads = Files.list(tasks)) {
            for (Path thread : threads.toList()) {
                add(byName, thread);
            }
        } catch (IOException e) {
            throw new StorageException(
                    Errno.EIO,
                    "The threads in " + tasks + " cannot be read (" + e.getMessage()
                            + "); is proc mounted?",
                    e);
        }
        return new LoopCpus(byName);
    }

    private static void add(Map<String, Integer> byName, Path thread) throws IOException {
        try {
            String name = Files.readString(thread.resolve("comm")).strip();
            for (String line : Files.readAllLines(thread.resolve("status"))) {
                String cpus = line.startsWith(ALLOWED)
                        ? line.substring(ALLOWED.length()).strip()
                        : "";
                if (!cpus.isEmpty() && cpus.chars().allMatch(Character::isDigit)) {
                    byName.put(name, Integer.valueOf(cpus));
                }
            }
        } catch (NoSuchFileException ended) {
            return; // A thread may end while the list is read.
        }
    }

    /** The only CPU that a thread may use, or null when it may use several (S119). */
    @Nullable
    Integer of(String thread) {
        return byName.get(
                thread.length() > NAME_LENGTH ? thread.substring(0, NAME_LENGTH) : thread);
    }
}
