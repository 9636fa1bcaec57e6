package io.heddle.foreign.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Linux system calls for one agent, by syscall(2). Every call returns what the kernel gives, >= 0, or
 * -errno. Holds the one errno segment of its agent, so an instance is for one thread at a time.
 * Addresses are native ones, as {@link MemorySegment#address()} gives them.
 */
public final class Linux implements AutoCloseable {
    private static final MethodHandle SYSCALL = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                            JAVA_LONG, JAVA_LONG),
                    Linker.Option.captureCallState("errno"),
                    Linker.Option.firstVariadicArg(1));
    private static final VarHandle ERRNO = Linker.Option.captureStateLayout()
            .varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final Arena arena;
    private final MemorySegment errno;

    public Linux() {
        arena = Arena.ofShared();
        errno = arena.allocate(Linker.Option.captureStateLayout());
    }

    /** Any system call by its x86-64 number, see {@link Syscall}. */
    public long syscall(long number, long a, long b, long c, long d, long e, long f) {
        try {
            long result = (long) SYSCALL.invokeExact(errno, number, a, b, c, d, e, f);
            return result == -1 ? -(int) ERRNO.get(errno, 0L) : result;
        } catch (Throwable impossible) {
            throw new AssertionError("syscall " + number, impossible);
        }
    }

    /** openat(2) from the working folder. */
    public int open(String path, int flags, int mode) {
        try (Arena names = Arena.ofConfined()) {
            return (int) syscall(
                    Syscall.OPENAT, -100, names.allocateFrom(path).address(), flags, mode, 0, 0);
        }
    }

    /** close(2). */
    public int close(int fd) {
        return (int) syscall(Syscall.CLOSE, fd, 0, 0, 0, 0, 0);
    }

    /** read(2). */
    public long read(int fd, long address, long bytes) {
        return syscall(Syscall.READ, fd, address, bytes, 0, 0, 0);
    }

    /** write(2). */
    public long write(int fd, long address, long bytes) {
        return syscall(Syscall.WRITE, fd, address, bytes, 0, 0, 0);
    }

    /** writev(2). */
    public long writev(int fd, long iovec, int count) {
        return syscall(Syscall.WRITEV, fd, iovec, count, 0, 0, 0);
    }

    /** pread64(2). */
    public long pread(int fd, long address, long bytes, long position) {
        return syscall(Syscall.PREAD64, fd, address, bytes, position, 0, 0);
    }

    /** pwrite64(2). */
    public long pwrite(int fd, long address, long bytes, long position) {
        return syscall(Syscall.PWRITE64, fd, address, bytes, position, 0, 0);
    }

    /** fdatasync(2). */
    public int fdatasync(int fd) {
        return (int) syscall(Syscall.FDATASYNC, fd, 0, 0, 0, 0, 0);
    }

    /** fsync(2). */
    public int fsync(int fd) {
        return (int) syscall(Syscall.FSYNC, fd, 0, 0, 0, 0, 0);
    }

    /** fallocate(2). */
    public int fallocate(int fd, int mode, long position, long bytes) {
        return (int) syscall(Syscall.FALLOCATE, fd, mode, position, bytes, 0, 0);
    }

    /** ioctl(2). */
    public long ioctl(int fd, long request, long argument) {
        return syscall(Syscall.IOCTL, fd, request, argument, 0, 0, 0);
    }

    /** epoll_create1(2). */
    public int epollCreate(int flags) {
        return (int) syscall(Syscall.EPOLL_CREATE1, flags, 0, 0, 0, 0, 0);
    }

    /** epoll_ctl(2). */
    public int epollCtl(int epoll, int operation, int fd, long event) {
        return (int) syscall(Syscall.EPOLL_CTL, epoll, operation, fd, event, 0, 0);
    }

    /** epoll_pwait2(2) with a timespec address, 0 to wait for ever. */
    public int epollWait(int epoll, long events, int count, long timespec) {
        return (int) syscall(Syscall.EPOLL_PWAIT2, epoll, events, count, timespec, 0, 0);
    }

    /** eventfd2(2). */
    public int eventfd(int initial, int flags) {
        return (int) syscall(Syscall.EVENTFD2, initial, flags, 0, 0, 0, 0);
    }

    /** prctl(2) with one argument. */
    public int prctl(int option, long argument) {
        return (int) syscall(Syscall.PRCTL, option, argument, 0, 0, 0, 0);
    }

    /** socket(2). */
    public int socket(int domain, int type, int protocol) {
        return (int) syscall(Syscall.SOCKET, domain, type, protocol, 0, 0, 0);
    }

    /** bind(2). */
    public int bind(int fd, long sockaddr, int bytes) {
        return (int) syscall(Syscall.BIND, fd, sockaddr, bytes, 0, 0, 0);
    }

    /** getsockname(2). */
    public int getsockname(int fd, long sockaddr, long length) {
        return (int) syscall(Syscall.GETSOCKNAME, fd, sockaddr, length, 0, 0, 0);
    }

    /** setsockopt(2) with an int. */
    public int setsockopt(int fd, int level, int option, int value) {
        try (Arena values = Arena.ofConfined()) {
            return (int) syscall(
                    Syscall.SETSOCKOPT,
                    fd,
                    level,
                    option,
                    values.allocateFrom(JAVA_INT, value).address(),
                    4,
                    0);
        }
    }

    /** setsockopt(2) of {@code bytes} at an address. */
    public int setsockopt(int fd, int level, int option, long address, int bytes) {
        return (int) syscall(Syscall.SETSOCKOPT, fd, level, option, address, bytes, 0);
    }

    /** getsockopt(2) to an address; {@code length} is that of an int with the room in bytes. */
    public int getsockopt(int fd, int level, int option, long address, long length) {
        return (int) syscall(Syscall.GETSOCKOPT, fd, level, option, address, length, 0);
    }

    /** getsockopt(2) of an int; the value, or -errno. */
    public int getsockopt(int fd, int level, int option) {
        try (Arena values = Arena.ofConfined()) {
            MemorySegment value = values.allocate(JAVA_INT);
            MemorySegment length = values.allocateFrom(JAVA_INT, 4);
            long result = syscall(
                    Syscall.GETSOCKOPT, fd, level, option, value.address(), length.address(), 0);
            return result < 0 ? (int) result : value.get(JAVA_INT, 0);
        }
    }

    /** recvmmsg(2) without a timeout. */
    public int recvmmsg(int fd, long messages, int count, int flags) {
        return (int) syscall(Syscall.RECVMMSG, fd, messages, count, flags, 0, 0);
    }

    /** sendmmsg(2). */
    public int sendmmsg(int fd, long messages, int count, int flags) {
        return (int) syscall(Syscall.SENDMMSG, fd, messages, count, flags, 0, 0);
    }

    /** sendmsg(2). */
    public long sendmsg(int fd, long message, int flags) {
        return syscall(Syscall.SENDMSG, fd, message, flags, 0, 0, 0);
    }

    /** mmap(2); the address or -errno. */
    public long mmap(long bytes, int protection, int flags, int fd, long position) {
        return syscall(Syscall.MMAP, 0, bytes, protection, flags, fd, position);
    }

    /** munmap(2). */
    public int munmap(long address, long bytes) {
        return (int) syscall(Syscall.MUNMAP, address, bytes, 0, 0, 0, 0);
    }

    @Override
    public void close() {
        arena.close();
    }
}
