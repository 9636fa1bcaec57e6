package io.heddle.fusehost.internal;

import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.foreign.fuse.FuseLayout.fuse_in_header;
import io.heddle.foreign.fuse.FuseLayout.fuse_init_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_init_out;
import io.heddle.foreign.fuse.FuseLayout.fuse_out_header;
import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.runtime.StorageException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Answers INIT, the first request of a mount. */
final class Handshake {
    static final int MAX_WRITE_BYTES = 1 << 20;
    private static final int MAX_BACKGROUND = 64;
    private static final int PAGE = 4096;
    private static final long WAIT_NS = 5_000_000_000L;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    /** What is asked for; the kernel keeps what it knows. No write-back cache and no POSIX ACLs. */
    private static final long WANTED = FuseKernel.ASYNC_READ
            | FuseKernel.POSIX_LOCKS
            | FuseKernel.ATOMIC_O_TRUNC
            | FuseKernel.EXPORT_SUPPORT
            | FuseKernel.BIG_WRITES
            | FuseKernel.FLOCK_LOCKS
            | FuseKernel.DO_READDIRPLUS
            | FuseKernel.READDIRPLUS_AUTO
            | FuseKernel.ASYNC_DIO
            | FuseKernel.PARALLEL_DIROPS
            | FuseKernel.MAX_PAGES
            | FuseKernel.CACHE_SYMLINKS
            | FuseKernel.NO_OPENDIR_SUPPORT
            | FuseKernel.HANDLE_KILLPRIV_V2
            | FuseKernel.INIT_EXT;

    private Handshake() {}

    /**
     * Reads INIT from a non-blocking session descriptor and answers it.
     *
     * @param shared whether other mounts change the same files: then data that changed elsewhere is
     *     dropped when a newer modification time is seen; else it is dropped on request only
     * @return the longest write in bytes
     */
    static int answer(Linux linux, int session, boolean shared) {
        try (Arena arena = Arena.ofConfined()) {
            int capacity = MAX_WRITE_BYTES + PAGE;
            MemorySegment in = arena.allocate(capacity, PAGE);
            long bytes = -Errno.EAGAIN;
            long give = System.nanoTime() + WAIT_NS;
            while (bytes == -Errno.EAGAIN && System.nanoTime() < give) {
                bytes = linux.read(session, in.address(), capacity);
                if (bytes == -Errno.EAGAIN) {
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
                }
            }
            if (bytes < fuse_in_header.SIZE
                    || in.get(INT, fuse_in_header.opcode) != FuseKernel.INIT) {
                throw new StorageException(
                        Errno.EPROTO,
                        "the kernel did not begin with INIT (read gave %d): see dmesg"
                                .formatted(bytes));
            }
            MemorySegment out = reply(arena, in, shared);
            long written = linux.write(session, out.address(), out.byteSize());
            if (written < 0) {
                throw new StorageException(
                        (int) -written, "the kernel refused the answer to INIT: see dmesg");
            }
            return MAX_WRITE_BYTES;
        }
    }

    private static MemorySegment reply(Arena arena, MemorySegment in, boolean shared) {
        long at = fuse_in_header.SIZE;
        if (in.get(INT, at + fuse_init_in.major) != FuseKernel.KERNEL_VERSION) {
            throw new StorageException(
                    Errno.EPROTO, "this kernel's FUSE is not version 7: use another kernel");
        }
        int minor = in.get(INT, at + fuse_init_in.minor);
        long offered = Integer.toUnsignedLong(in.get(INT, at + fuse_init_in.flags));
        long wanted =
                WANTED | (shared ? FuseKernel.AUTO_INVAL_DATA : FuseKernel.EXPLICIT_INVAL_DATA);
        MemorySegment out = arena.allocate(fuse_out_header.SIZE + fuse_init_out.SIZE, 8);
        out.set(INT, fuse_out_header.len, (int) out.byteSize());
        out.set(LONG, fuse_out_header.unique, in.get(LONG, fuse_in_header.unique));
        MemorySegment body = out.asSlice(fuse_out_header.SIZE);
        body.set(INT, fuse_init_out.major, FuseKernel.KERNEL_VERSION);
        body.set(INT, fuse_init_out.minor, Math.min(minor, FuseKernel.KERNEL_MINOR_VERSION));
        body.set(INT, fuse_init_out.max_readahead, MAX_WRITE_BYTES);
        body.set(INT, fuse_init_out.flags, (int) (wanted & offered));
        body.set(SHORT, fuse_init_out.max_background, (short) MAX_BACKGROUND);
        body.set(SHORT, fuse_init_out.congestion_threshold, (short) (MAX_BACKGROUND * 3 / 4));
        body.set(INT, fuse_init_out.max_write, MAX_WRITE_BYTES);
        body.set(INT, fuse_init_out.time_gran, 1);
        body.set(SHORT, fuse_init_out.max_pages, (short) (MAX_WRITE_BYTES / PAGE));
        return out;
    }
}
