package io.heddle.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What this process holds: threads of Heddle and Netty, descriptors by what they are, mounts of
 * Heddle. Numbers in names are left out, because they differ each time.
 */
record Census(Map<String, Integer> threads, Map<String, Integer> descriptors, List<String> mounts) {
    private static final Pattern THREAD =
            Pattern.compile("(?i).*(heddle|netty|loop|fuse|eventexecutor).*");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    static Census take() throws IOException {
        Map<String, Integer> threads = new TreeMap<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (THREAD.matcher(thread.getName()).matches()) {
                threads.merge(plain(thread.getName()), 1, Integer::sum);
            }
        }
        List<String> mounts = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
            if (line.startsWith("heddle:") && line.contains("/itests/target/")) {
                mounts.add(line);
            }
        }
        return new Census(threads, openDescriptors(), mounts);
    }

    /** As it is once it has not changed for a while: what has just ended may still be there. */
    static Census settled() throws IOException, InterruptedException {
        Census last = take();
        for (int quiet = 0, looks = 0; quiet < 10 && looks < 300; looks++) {
            Thread.sleep(100);
            Census now = take();
            quiet = now.equals(last) ? quiet + 1 : 0;
            last = now;
        }
        return last;
    }

    /** What is here and was not there before. */
    List<String> beyond(Census before) {
        List<String> more = new ArrayList<>(mounts);
        more.removeAll(before.mounts);
        addBeyond("threads", threads, before.threads, more);
        addBeyond("descriptors", descriptors, before.descriptors, more);
        return more;
    }

    private static void addBeyond(
            String what, Map<String, Integer> now, Map<String, Integer> then, List<String> more) {
        now.forEach((name, count) -> {
            int old = then.getOrDefault(name, 0);
            if (count > old) {
                more.add(count + " " + what + " " + name + " instead of " + old);
            }
        });
    }

    private static Map<String, Integer> openDescriptors() throws IOException {
        List<Path> entries;
        try (Stream<Path> list = Files.list(Path.of("/proc/self/fd"))) {
            entries = list.toList();
        }
        Map<String, Integer> descriptors = new TreeMap<>();
        for (Path entry : entries) {
            try {
                String what = plain(Files.readSymbolicLink(entry).toString());
                descriptors.merge(what, 1, Integer::sum);
            } catch (NoSuchFileException closed) {
                // The one that listed the folder, or one closed since.
                continue;
            }
        }
        return descriptors;
    }

    private static String plain(String name) {
        return NUMBER.matcher(name).replaceAll("#");
    }

    /** What only a running Heddle has. */
    List<String> ofHeddle() {
        List<String> found = new ArrayList<>(mounts);
        threads.forEach((name, count) -> found.add(count + " threads " + name));
        descriptors.forEach((name, count) -> {
            if (name.equals("/dev/fuse") || name.contains("/itests/target/data/")) {
                found.add(count + " descriptors " + name);
            }
        });
        return found;
    }
}
