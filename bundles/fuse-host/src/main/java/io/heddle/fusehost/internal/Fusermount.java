package io.heddle.fusehost.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.Spawn;
import io.heddle.foreign.linux.Syscall;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Mounts and unmounts without root through libfuse's set-user-id program. It opens /dev/fuse, mounts,
 * and passes the descriptor over a socket whose number it finds in _FUSE_COMMFD (fusermount3(1),
 * cmsg(3)).
 */
final class Fusermount {
    static final String NAME = "fusermount3";

    private static final Path CONFIGURATION = Path.of("/etc/fuse.conf");
    private static final String SEARCH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x8_0000;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int F_SETFL = 4;
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x8_0000;
    private static final int EINTR = 4;

    /** The number of its end of the socket in the program: after the three that all have. */
    private static final int SOCKET = 3;

    private static final int TEXT_BYTES = 1024;

    // struct msghdr (56 bytes), struct iovec (16), struct cmsghdr (16) with one descriptor.
    private static final int IOVEC_AT = 56;
    private static final int BYTE_AT = 72;
    private static final int CONTROL_AT = 80;
    private static final int CONTROL_BYTES = 24;

    private final String program;

    private Fusermount(String program) {
        this.program = program;
    }

    /** The program of this machine, or null. */
    static @Nullable Fusermount find() {
        String path = System.getenv().getOrDefault("PATH", "") + ":" + SEARCH;
        for (String folder : path.split(":")) {
            Path program = Path.of(folder, NAME);
            if (program.isAbsolute() && Files.isExecutable(program)) {
                return new Fusermount(program.toString());
            }
        }
        return null;
    }

    /** Whether this machine lets users share their mounts with others. */
    static boolean sharesMounts() {
        try {
            return Files.readAllLines(CONFIGURATION).stream()
                    .anyMatch(line -> line.strip().equals("user_allow_other"));
        } catch (IOException e) {
            return false; // Without the file the program does not allow it either.
        }
    }

    /**
     * Mounts.
     *
     * @return the descriptor of the mount, non-blocking
     */
    int mount(Linux linux, String source, String subtype, Path directory) {
        String options = "rw,nosuid,nodev,default_permissions,fsname=" + source + ",subtype="
                + subtype + (sharesMounts() ? ",allow_other" : "");
        try (Arena arena = Arena.ofConfined()) {
            int[] ends = pair(linux, arena);
            Outcome outcome;
            int descriptor;
            try {
                outcome = run(
                        linux,
                        arena,
                        List.of(NAME, "-o", options, "--", directory.toString()),
                        ends[1]);
            } finally {
                linux.close(ends[1]);
            }
            try {
                descriptor = outcome.exit == 0 ? receive(linux, arena, ends[0]) : -Errno.EPERM;
            } finally {
                linux.close(ends[0]);
            }
            if (descriptor < 0) {
                throw new StorageException(
                        Errno.EPERM,
                        "%s could not mount on %s (%s): let this user write to that folder, or run as root"
                                .formatted(NAME, directory, outcome.text));
            }
            linux.syscall(Syscall.FCNTL, descriptor, F_SETFL, O_RDWR | O_NONBLOCK, 0, 0, 0);
            return descriptor;
        }
    }

    /** Unmounts; {@code lazy}: at once, whoever uses it. @return 0 or -EBUSY */
    int unmount(Linux linux, Path directory, boolean lazy) {
        try (Arena arena = Arena.ofConfined()) {
            List<String> arguments = lazy
                    ? List.of(NAME, "-u", "-z", "--", directory.toString())
                    : List.of(NAME, "-u", "--", directory.toString());
            return run(linux, arena, arguments, -1).exit == 0 ? 0 : -Errno.EBUSY;
        }
    }

    private record Outcome(int exit, String text) {}

    private static int[] pair(Linux linux, Arena arena) {
        MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
        check(linux.syscall(
                Syscall.SOCKETPAIR, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.address(), 0, 0));
        return ends.toArray(ValueLayout.JAVA_INT);
    }

    /** Runs the program to its end. What it says is short, so it fits into the socket meanwhile. */
    private Outcome run(Linux linux, Arena arena, List<String> arguments, int socket) {
        int nothing = (int) check(linux.open("/dev/null", O_RDWR | O_CLOEXEC, 0));
        int[] said = pair(linux, arena);
        int exit;
        try {
            int pid = Spawn.start(
                    program,
                    arguments,
                    List.of("_FUSE_COMMFD=" + SOCKET, "PATH=" + SEARCH),
                    nothing,
                    said[1],
                    said[1],
                    socket < 0 ? nothing : socket);
            exit = pid < 0 ? pid : await(linux, arena, pid);
        } finally {
            linux.close(nothing);
            linux.close(said[1]);
        }
        MemorySegment text = arena.allocate(TEXT_BYTES);
        long bytes = Math.max(0, linux.read(said[0], text.address(), TEXT_BYTES));
        linux.close(said[0]);
        String all = new String(
                text.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        return new Outcome(exit, all.isBlank() ? "exit " + exit : all.strip().replace('\n', ' '));
    }

    /** Waits for a process. @return its exit code, or 128 and the signal */
    private static int await(Linux linux, Arena arena, int pid) {
        MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
        long result;
        do {
            result = linux.syscall(Syscall.WAIT4, pid, status.address(), 0, 0, 0, 0);
        } while (result == -EINTR);
        check(result);
        int word = status.get(ValueLayout.JAVA_INT, 0);
        return (word & 0x7f) == 0 ? word >>> 8 & 0xff : 128 + (word & 0x7f);
    }

    /** The descriptor that comes with a byte. @return it, or -errno */
    private static int receive(Linux linux, Arena arena, int socket) {
        MemorySegment message = arena.allocate(CONTROL_AT + CONTROL_BYTES, Long.BYTES);
        long address = message.address();
        message.set(ValueLayout.JAVA_LONG, 16, address + IOVEC_AT);
        message.set(ValueLayout.JAVA_LONG, 24, 1);
        message.set(ValueLayout.JAVA_LONG, 32, address + CONTROL_AT);
        message.set(ValueLayout.JAVA_LONG, 40, CONTROL_BYTES);
        message.set(ValueLayout.JAVA_LONG, IOVEC_AT, address + BYTE_AT);
        message.set(ValueLayout.JAVA_LONG, IOVEC_AT + 8, 1);
        long result;
        do {
            result = linux.syscall(Syscall.RECVMSG, socket, address, MSG_CMSG_CLOEXEC, 0, 0, 0);
        } while (result == -EINTR);
        boolean passed = result > 0
                && message.get(ValueLayout.JAVA_INT, CONTROL_AT + 8) == SOL_SOCKET
                && message.get(ValueLayout.JAVA_INT, CONTROL_AT + 12) == SCM_RIGHTS;
        return passed ? message.get(ValueLayout.JAVA_INT, CONTROL_AT + 16) : -Errno.EPERM;
    }

    private static long check(long result) {
        if (result < 0) {
            throw new StorageException(
                    (int) -result,
                    "%s cannot be started (errno %d): see dmesg".formatted(NAME, -result));
        }
        return result;
    }
}
