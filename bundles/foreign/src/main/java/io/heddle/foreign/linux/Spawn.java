package io.heddle.foreign.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** posix_spawn(3): starts a program that gets descriptors of ours, which ProcessBuilder would close. */
public final class Spawn {
    /** posix_spawn_file_actions_t has 80 bytes in glibc and musl. */
    private static final long ACTIONS_BYTES = 256;

    private static final SymbolLookup LIBC = Linker.nativeLinker().defaultLookup();
    private static final MethodHandle INIT = of("posix_spawn_file_actions_init", ADDRESS);
    private static final MethodHandle DESTROY = of("posix_spawn_file_actions_destroy", ADDRESS);
    private static final MethodHandle DUP2 =
            of("posix_spawn_file_actions_adddup2", ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle SPAWN =
            of("posix_spawn", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

    private Spawn() {}

    private static MethodHandle of(String name, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(LIBC.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, arguments));
    }

    /**
     * Starts a program; wait for it with wait4(2).
     *
     * @param path of the program
     * @param arguments the first is its name
     * @param environment all of it, as NAME=value
     * @param descriptors the n-th becomes descriptor n; they are above that themselves
     * @return the process id, or -errno
     */
    public static int start(
            String path, List<String> arguments, List<String> environment, int... descriptors) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment actions = arena.allocate(ACTIONS_BYTES, Long.BYTES);
            int error = (int) INIT.invokeExact(actions);
            for (int i = 0; i < descriptors.length && error == 0; i++) {
                error = (int) DUP2.invokeExact(actions, descriptors[i], i);
            }
            MemorySegment pid = arena.allocate(JAVA_INT);
            if (error == 0) {
                error = (int) SPAWN.invokeExact(
                        pid,
                        arena.allocateFrom(path),
                        actions,
                        MemorySegment.NULL,
                        strings(arena, arguments),
                        strings(arena, environment));
            }
            int ignored = (int) DESTROY.invokeExact(actions);
            return error == 0 ? pid.get(JAVA_INT, 0) : -error;
        } catch (Throwable impossible) {
            throw new AssertionError("posix_spawn of " + path, impossible);
        }
    }

    /** An array of strings that ends with a null pointer. */
    private static MemorySegment strings(Arena arena, List<String> strings) {
        MemorySegment array = arena.allocate(ADDRESS, strings.size() + 1L);
        for (int i = 0; i < strings.size(); i++) {
            array.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(strings.get(i)));
        }
        return array;
    }
}
