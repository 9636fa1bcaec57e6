package io.heddle.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What this process holds after a garbage collection. Two of them, before and after many repetitions,
 * show a leak.
 *
 * @param heapBytes reachable, within what the collector does not find at once
 * @param classes loaded now
 * @param threads platform threads
 * @param descriptors open files and sockets
 * @param offHeapBytes allocated by programs outside the heap (arenas, direct buffers), or -1 when the
 *     JVM was started without {@code -XX:NativeMemoryTracking=summary}
 */
public record Footprint(
        long heapBytes, long classes, int threads, int descriptors, long offHeapBytes) {
    private static final int COLLECTIONS = 3;
    private static final Pattern OTHER =
            Pattern.compile("Other \\(reserved=\\d+KB, committed=(\\d+)KB");

    /**
     * How much more is no leak.
     *
     * @param heapBytes rings that fill to their bound, caches of the JDK
     * @param classes lambdas and method handles that are spun late
     * @param threads that a pool starts on demand
     * @param descriptors that open and close while this looks
     * @param offHeapBytes pools that grow to their bound
     */
    public record Tolerance(
            long heapBytes, long classes, int threads, int descriptors, long offHeapBytes) {}

    /** Collects garbage and looks. */
    public static Footprint take() {
        Footprint unused = look(); // Looking loads classes itself, the first time.
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return look();
    }

    private static Footprint look() {
        return new Footprint(
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                openDescriptors(),
                offHeap());
    }

    /** What has grown beyond the tolerance, a line each. */
    public List<String> beyond(Footprint before, Tolerance tolerance) {
        var grown = new ArrayList<String>();
        compare("bytes of heap", heapBytes, before.heapBytes, tolerance.heapBytes, grown);
        compare("classes", classes, before.classes, tolerance.classes, grown);
        compare("threads", threads, before.threads, tolerance.threads, grown);
        compare("descriptors", descriptors, before.descriptors, tolerance.descriptors, grown);
        if (offHeapBytes < 0 || before.offHeapBytes < 0) {
            grown.add("memory outside the heap is not known: -XX:NativeMemoryTracking=summary");
        }
        compare(
                "bytes outside the heap",
                offHeapBytes,
                before.offHeapBytes,
                tolerance.offHeapBytes,
                grown);
        return grown;
    }

    private static void compare(
            String what, long now, long before, long tolerance, List<String> grown) {
        if (now > before + tolerance) {
            grown.add(now + " " + what + ", " + before + " before and " + tolerance + " allowed");
        }
    }

    private static int openDescriptors() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return (int) all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long offHeap() {
        try {
            String told = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "vmNativeMemory",
                            new Object[] {new String[] {"summary"}},
                            new String[] {String[].class.getName()});
            Matcher other = OTHER.matcher(told);
            return other.find() ? Long.parseLong(other.group(1)) << 10 : -1;
        } catch (JMException e) {
            throw new IllegalStateException("The JVM does not tell its memory", e);
        }
    }
}
