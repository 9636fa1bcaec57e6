package io.heddle.hardware.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The paths of a recorded tree that could not be read when it was recorded, one a line with the
 * reason. File modes would not do: whoever reads the recording as root may read all.
 */
final class RefusedList {
    /** Beside the recorded folders; no system has a file of that name there. */
    static final String NAME = "unreadable.txt";

    private static final String BETWEEN = "\t";

    private RefusedList() {}

    static Map<String, String> read(Path root) {
        Map<String, String> refused = new HashMap<>();
        List<String> lines;
        try {
            lines = new String(Files.readAllBytes(root.resolve(NAME)), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException none) {
            // A live system and a tree without such paths have no list.
            return refused;
        }
        for (String line : lines) {
            int tab = line.indexOf(BETWEEN);
            if (line.startsWith("/") && tab > 0) {
                refused.put(Escape.undo(line.substring(0, tab)), line.substring(tab + 1));
            }
        }
        return refused;
    }

    static String line(String path, String because) {
        return Escape.apply(path) + BETWEEN + because.replaceAll("\\s+", " ") + "\n";
    }
}
