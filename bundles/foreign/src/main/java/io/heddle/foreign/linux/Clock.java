package io.heddle.foreign.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A clock by clock_gettime(2), which the vDSO answers without entering the kernel. Holds the timespec
 * of its agent, so an instance is for one thread at a time.
 */
public final class Clock implements AutoCloseable {
    /** Wall clock. */
    public static final int REALTIME = 0;

    /** Monotonic, stands still while the machine sleeps. */
    public static final int MONOTONIC = 1;

    /** Monotonic, goes on while the machine sleeps. */
    public static final int BOOTTIME = 7;

    private static final MethodHandle CLOCK_GETTIME = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS),
                    Linker.Option.critical(false));

    private final Arena arena = Arena.ofShared();
    private final MemorySegment timespec = arena.allocate(16, 8);

    /** The time of a clock in ns. */
    public long timeNs(int clock) {
        return timeNs(clock, timespec);
    }

    /** The same for any thread, slower. */
    public static long nowNs(int clock) {
        try (Arena own = Arena.ofConfined()) {
            return timeNs(clock, own.allocate(16, 8));
        }
    }

    private static long timeNs(int clock, MemorySegment timespec) {
        try {
            int ignored = (int) CLOCK_GETTIME.invokeExact(clock, timespec);
        } catch (Throwable impossible) {
            throw new AssertionError("clock_gettime " + clock, impossible);
        }
        return timespec.get(JAVA_LONG, 0) * 1_000_000_000L + timespec.get(JAVA_LONG, 8);
    }

    @Override
    public void close() {
        arena.close();
    }
}
