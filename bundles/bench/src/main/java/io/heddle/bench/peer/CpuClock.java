package io.heddle.bench.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** CPU time of a process in ns, by /proc/PID/task/TID/schedstat: {@code stat} counts ticks of 10 ms. */
public final class CpuClock {
    private CpuClock() {}

    /** Of this process: threads that live now; those that ended are forgotten. */
    public static long ownNs() throws IOException {
        return ofNs("self");
    }

    /** Of a process by its id, or "self". */
    public static long ofNs(String pid) throws IOException {
        long sum = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc", pid, "task"))) {
            for (Path thread : threads.toList()) {
                try {
                    String stat = Files.readString(thread.resolve("schedstat"));
                    sum += Long.parseLong(stat.substring(0, stat.indexOf(' ')));
                } catch (NoSuchFileException ended) {
                    continue;
                }
            }
        }
        return sum;
    }
}
