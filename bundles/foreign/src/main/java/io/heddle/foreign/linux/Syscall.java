package io.heddle.foreign.linux;

/** System call numbers of x86-64 (arch/x86/entry/syscalls/syscall_64.tbl). */
public final class Syscall {
    public static final long READ = 0;
    public static final long WRITE = 1;
    public static final long CLOSE = 3;
    public static final long MMAP = 9;
    public static final long MUNMAP = 11;
    public static final long IOCTL = 16;
    public static final long PREAD64 = 17;
    public static final long PWRITE64 = 18;
    public static final long WRITEV = 20;
    public static final long SOCKET = 41;
    public static final long SENDMSG = 46;
    public static final long RECVMSG = 47;
    public static final long BIND = 49;
    public static final long GETSOCKNAME = 51;
    public static final long SOCKETPAIR = 53;
    public static final long SETSOCKOPT = 54;
    public static final long GETSOCKOPT = 55;
    public static final long WAIT4 = 61;
    public static final long FCNTL = 72;
    public static final long FSYNC = 74;
    public static final long FDATASYNC = 75;
    public static final long PRCTL = 157;
    public static final long MOUNT = 165;
    public static final long UMOUNT2 = 166;
    public static final long OPENAT = 257;
    public static final long FALLOCATE = 285;
    public static final long EPOLL_CTL = 233;
    public static final long EVENTFD2 = 290;
    public static final long EPOLL_CREATE1 = 291;
    public static final long RECVMMSG = 299;
    public static final long SENDMMSG = 307;
    public static final long SETNS = 308;
    public static final long IO_URING_SETUP = 425;
    public static final long IO_URING_ENTER = 426;
    public static final long IO_URING_REGISTER = 427;
    public static final long EPOLL_PWAIT2 = 441;

    private Syscall() {}
}
