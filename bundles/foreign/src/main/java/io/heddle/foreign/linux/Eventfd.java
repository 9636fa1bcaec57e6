package io.heddle.foreign.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** Signals an eventfd(2) from any thread: no memory and no errno of an agent are touched. */
public final class Eventfd {
    private static final MethodHandle WRITE = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("eventfd_write"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));

    private Eventfd() {}

    /** Adds 1 to the counter. @return whether that worked */
    public static boolean signal(int fd) {
        try {
            return (int) WRITE.invokeExact(fd, 1L) == 0;
        } catch (Throwable impossible) {
            throw new AssertionError("eventfd_write " + fd, impossible);
        }
    }
}
