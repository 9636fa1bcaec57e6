package io.heddle.command.up;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is mounted where, from {@code /proc/self/mountinfo} (proc_pid_mountinfo(5)). */
final class MountTable {
    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");

    /**
     * One mount.
     *
     * @param source such as "heddle:main"
     */
    record Entry(Path folder, String type, String source) {
        boolean isOurs() {
            return type.startsWith("fuse") && source.startsWith("heddle");
        }
    }

    private final List<Entry> entries;

    private MountTable(List<Entry> entries) {
        this.entries = entries;
    }

    static MountTable read() {
        try {
            return parse(Files.readAllLines(MOUNTINFO));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("Linux has " + MOUNTINFO + ".", unreadable);
        }
    }

    static MountTable parse(List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        for (String line : lines) {
            // 36 35 98:0 /root /mnt rw,noatime master:1 - ext3 /dev/root rw,errors=continue
            int dash = line.indexOf(" - ");
            String[] before = line.substring(0, Math.max(dash, 0)).split(" ");
            String[] after = line.substring(dash + 3).split(" ");
            if (dash > 0 && before.length >= 5 && after.length >= 2) {
                entries.add(new Entry(Path.of(plain(before[4])), after[0], plain(after[1])));
            }
        }
        return new MountTable(entries);
    }

    /** The topmost mount at a folder, or null. */
    @Nullable
    Entry at(Path folder) {
        Entry found = null;
        for (Entry entry : entries) {
            if (entry.folder().equals(folder)) {
                found = entry;
            }
        }
        return found;
    }

    /** Blanks and the like stand as a backslash and three octal digits. */
    private static String plain(String text) {
        StringBuilder result = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 3 < text.length()) {
                result.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                result.append(text.charAt(i));
            }
        }
        return result.toString();
    }
}
