package io.heddle.dpdk.internal.rte;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.StorageException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What DPDK logs, from warnings up: it goes to a file in memory and becomes the evidence of the next
 * failure, because a driver often says the reason nowhere else. Is never closed: threads of EAL write
 * whenever they like.
 */
final class Complaints {
    private static final MethodHandle FDOPEN = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("fdopen"),
                    FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS));
    private static final MethodHandle FILENO = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("fileno"),
                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
    private static final String NAME = "heddle-dpdk-log";
    private static final long MEMFD_CREATE = 319;
    private static final long FTRUNCATE = 77;
    private static final int MFD_CLOEXEC = 1;

    /** The first failure is what led to the others. */
    private static final int MOST_BYTES = 2_048;

    private final int fd;

    /** The file that DPDK's log goes to, which an older version of this bundle may have opened. */
    Complaints(Library library) {
        int open = opened(library);
        fd = open >= 0 ? open : open(library);
    }

    private static int opened(Library library) {
        try {
            long stream = library.function("rte_log_get_stream").pointer(0, 0, 0, 0, 0, 0);
            int fd = (int) FILENO.invokeExact(stream);
            Path link = Path.of("/proc/self/fd/" + fd);
            boolean ours = fd >= 0 && Files.readSymbolicLink(link).toString().contains(NAME);
            return ours ? fd : -1;
        } catch (IOException unknown) {
            return -1;
        } catch (Throwable impossible) {
            throw new AssertionError("fileno", impossible);
        }
    }

    private static int open(Library library) {
        try (var linux = new Linux();
                Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom(NAME);
            int fd = (int) linux.syscall(MEMFD_CREATE, name.address(), MFD_CLOEXEC, 0, 0, 0, 0);
            if (fd < 0) {
                throw new StorageException(
                        -fd,
                        "No file in memory can be made for the log of DPDK: error " + -fd
                                + "; raise the limit of open files (ulimit -n).");
            }
            // Appends, so that it can be cut while others write.
            long file = (long) FDOPEN.invokeExact(fd, arena.allocateFrom("a"));
            library.function("rte_openlog_stream").call(file);
            return fd;
        } catch (StorageException refused) {
            throw refused;
        } catch (Throwable impossible) {
            throw new AssertionError("fdopen", impossible);
        }
    }

    /** Forgets what was said until now. */
    void forget() {
        try (var linux = new Linux()) {
            linux.syscall(FTRUNCATE, fd, 0, 0, 0, 0, 0);
        }
    }

    /** What was said since then in one line, in quotes and with a space before; or nothing. */
    String since() {
        try (var linux = new Linux();
                Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(MOST_BYTES);
            long count = linux.pread(fd, bytes.address(), MOST_BYTES, 0);
            if (count <= 0) {
                return "";
            }
            byte[] copy = bytes.asSlice(0, count).toArray(JAVA_BYTE);
            String text = new String(copy, StandardCharsets.UTF_8);
            return " (DPDK says \"" + text.strip().replaceAll("\\s*\\n\\s*", "; ") + "\")";
        }
    }
}
