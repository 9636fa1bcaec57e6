package io.heddle.dpdk.internal.rte;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * A function of DPDK off the bursts. They all take up to six integers or pointers, which the System V
 * ABI passes in whole registers, so that one handle calls them all and reads what it needs of the
 * answer. Allocates nothing.
 */
final class Function {
    private static final MethodHandle CALL = Linker.nativeLinker()
            .downcallHandle(FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    private final String name;
    private final MemorySegment address;

    /** @throws java.util.NoSuchElementException the library has no such function */
    Function(SymbolLookup library, String name) {
        this.name = name;
        address = library.findOrThrow(name);
    }

    /** For functions that return a pointer. */
    long pointer(long a, long b, long c, long d, long e, long f) {
        try {
            return (long) CALL.invokeExact(address, a, b, c, d, e, f);
        } catch (Throwable impossible) {
            throw new AssertionError(name, impossible);
        }
    }

    /** For functions that return an int, or nothing. */
    int call(long a, long b, long c, long d, long e, long f) {
        return (int) pointer(a, b, c, d, e, f);
    }

    int call(long a, long b, long c, long d) {
        return call(a, b, c, d, 0, 0);
    }

    int call(long a, long b) {
        return call(a, b, 0, 0, 0, 0);
    }

    int call(long a) {
        return call(a, 0, 0, 0, 0, 0);
    }

    int call() {
        return call(0, 0, 0, 0, 0, 0);
    }
}
