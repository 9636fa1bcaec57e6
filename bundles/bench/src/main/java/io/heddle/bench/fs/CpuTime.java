package io.heddle.bench.fs;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** CPU time of this process and of another one, by /proc/PID/stat (proc(5), fields 14 and 15). */
final class CpuTime {
    /** USER_HZ is 100 on every Linux that runs Java. */
    private static final long TICK_NS = 10_000_000L;

    private CpuTime() {}

    static long ownNs() {
        return ((com.sun.management.OperatingSystemMXBean)
                        ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** @return ns, or 0 for no process (pid 0) */
    static long ofNs(long pid) throws IOException {
        if (pid == 0) {
            return 0;
        }
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_NS;
    }
}
