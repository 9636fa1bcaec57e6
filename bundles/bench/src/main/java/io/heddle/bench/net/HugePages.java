package io.heddle.bench.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Huge pages of the machine, of the size that it hands out. */
final class HugePages {
    /** For two processes with a pool each. */
    static final long WANTED_BYTES = 512L << 20;

    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final Pattern FREE = Pattern.compile("HugePages_Free:\\s*([0-9]+)");
    private static final Pattern SIZE = Pattern.compile("Hugepagesize:\\s*([0-9]+) kB");

    private HugePages() {}

    static long freeBytes() throws IOException {
        String memory = Files.readString(MEMORY);
        Matcher free = FREE.matcher(memory);
        Matcher size = SIZE.matcher(memory);
        return free.find() && size.find()
                ? Long.parseLong(free.group(1)) * Long.parseLong(size.group(1)) * 1_024
                : 0;
    }

    /** For notes: which memory DPDK's processes had. */
    static String word() throws IOException {
        return freeBytes() >= WANTED_BYTES ? "huge pages" : "no huge pages";
    }
}
