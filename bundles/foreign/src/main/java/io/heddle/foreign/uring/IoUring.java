package io.heddle.foreign.uring;

import static io.heddle.foreign.NativeMemory.getInt;
import static io.heddle.foreign.NativeMemory.getIntAcquire;
import static io.heddle.foreign.NativeMemory.getLong;
import static io.heddle.foreign.NativeMemory.putByte;
import static io.heddle.foreign.NativeMemory.putInt;
import static io.heddle.foreign.NativeMemory.putIntRelease;
import static io.heddle.foreign.NativeMemory.putIntVolatile;
import static io.heddle.foreign.NativeMemory.putLong;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.Syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * An io_uring(7) of one thread. The thread that calls {@link #setup} must be the one that submits and
 * reaps, because the kernel then runs completions on it when it asks for them, and never interrupts
 * it. Preparing, submitting and reaping allocate nothing. Results are >= 0 or -errno.
 */
public final class IoUring implements AutoCloseable {
    /** {@code rwFlags}: the write completes when it is durable (RWF_DSYNC). */
    public static final int RWF_DSYNC = 2;

    private static final int READ_WRITE = 3;
    private static final int SHARED_POPULATE = 0x8001;
    private static final int DEFERRED = UringLayout.SETUP_SINGLE_ISSUER
            | UringLayout.SETUP_DEFER_TASKRUN
            | UringLayout.SETUP_TASKRUN_FLAG;

    private final Linux linux;
    private int fd = -1;
    private boolean deferred;
    private long rings;
    private long ringsBytes;
    private long sqes;
    private long sqesBytes;
    private int entries;
    private long sqHead;
    private long sqTail;
    private long sqFlags;
    private int sqMask;
    private long cqHead;
    private long cqTail;
    private long cqFlags;
    private long cqOverflow;
    private int cqMask;
    private long cqes;
    private int tail;
    private int submitted;

    /** A ring that is not set up yet. */
    public IoUring(Linux linux) {
        this.linux = linux;
    }

    /**
     * io_uring_setup(2) and its mappings, with completions run by the calling thread on demand, or
     * without that on kernels before 6.1.
     *
     * @param wantedEntries a power of two; the completion queue holds four times as many
     * @return 0, or -ENOSYS or -EPERM where io_uring is not allowed
     */
    public int setup(int wantedEntries) {
        int result = setup(wantedEntries, DEFERRED);
        if (result == -Errno.EINVAL) {
            result = setup(wantedEntries, 0);
        }
        return result;
    }

    private int setup(int wantedEntries, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params = arena.allocate(UringLayout.PARAMS_BYTES, 8);
            params.set(
                    ValueLayout.JAVA_INT,
                    UringLayout.PARAMS_FLAGS,
                    flags | UringLayout.SETUP_CQSIZE | UringLayout.SETUP_SUBMIT_ALL);
            params.set(ValueLayout.JAVA_INT, UringLayout.PARAMS_CQ_ENTRIES, wantedEntries * 4);
            long result = linux.syscall(
                    Syscall.IO_URING_SETUP, wantedEntries, params.address(), 0, 0, 0, 0);
            if (result < 0) {
                return (int) result;
            }
            fd = (int) result;
            deferred = flags != 0;
            int needed = UringLayout.FEAT_SINGLE_MMAP | UringLayout.FEAT_NODROP;
            int features = params.get(ValueLayout.JAVA_INT, UringLayout.PARAMS_FEATURES);
            int mapped = (features & needed) == needed ? map(params.address()) : -Errno.ENOSYS;
            if (mapped < 0) {
                close();
            }
            return mapped;
        }
    }

    private int map(long params) {
        entries = getInt(params + UringLayout.PARAMS_SQ_ENTRIES);
        int cqEntries = getInt(params + UringLayout.PARAMS_CQ_ENTRIES);
        ringsBytes = Math.max(
                getInt(params + UringLayout.PARAMS_SQ_ARRAY) + entries * 4L,
                getInt(params + UringLayout.PARAMS_CQ_CQES)
                        + (long) cqEntries * UringLayout.CQE_BYTES);
        sqesBytes = (long) entries * UringLayout.SQE_BYTES;
        long mapped =
                linux.mmap(ringsBytes, READ_WRITE, SHARED_POPULATE, fd, UringLayout.OFF_SQ_RING);
        if (mapped < 0) {
            return (int) mapped;
        }
        rings = mapped;
        mapped = linux.mmap(sqesBytes, READ_WRITE, SHARED_POPULATE, fd, UringLayout.OFF_SQES);
        if (mapped < 0) {
            return (int) mapped;
        }
        sqes = mapped;
        sqHead = rings + getInt(params + UringLayout.PARAMS_SQ_HEAD);
        sqTail = rings + getInt(params + UringLayout.PARAMS_SQ_TAIL);
        sqFlags = rings + getInt(params + UringLayout.PARAMS_SQ_FLAGS);
        sqMask = getInt(rings + getInt(params + UringLayout.PARAMS_SQ_MASK));
        cqHead = rings + getInt(params + UringLayout.PARAMS_CQ_HEAD);
        cqTail = rings + getInt(params + UringLayout.PARAMS_CQ_TAIL);
        cqFlags = rings + getInt(params + UringLayout.PARAMS_CQ_FLAGS);
        cqOverflow = rings + getInt(params + UringLayout.PARAMS_CQ_OVERFLOW);
        cqMask = getInt(rings + getInt(params + UringLayout.PARAMS_CQ_MASK));
        cqes = rings + getInt(params + UringLayout.PARAMS_CQ_CQES);
        tail = getInt(sqTail);
        submitted = tail;
        // Entry i of the queue is always submission i, so the array never changes again.
        long array = rings + getInt(params + UringLayout.PARAMS_SQ_ARRAY);
        for (int index = 0; index < entries; index++) {
            putInt(array + 4L * index, index);
        }
        return 0;
    }

    /** Whether the kernel runs completions only when this thread asks (DEFER_TASKRUN). */
    public boolean isDeferred() {
        return deferred;
    }

    /** The descriptor of the ring. */
    public int descriptor() {
        return fd;
    }

    /** Signals an eventfd(2) for completions while {@link #signals} is on. @return 0 or -errno */
    public int registerEventfd(int eventfd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocateFrom(ValueLayout.JAVA_INT, eventfd);
            return (int) linux.syscall(
                    Syscall.IO_URING_REGISTER,
                    fd,
                    UringLayout.REGISTER_EVENTFD,
                    value.address(),
                    1,
                    0,
                    0);
        }
    }

    /**
     * Turns the signals of the registered eventfd on or off. A thread that is awake looks at {@link
     * #hasCompletions} anyhow. After turning them on it looks once more before it sleeps.
     */
    public void signals(boolean on) {
        putIntVolatile(cqFlags, on ? 0 : UringLayout.CQ_EVENTFD_DISABLED);
    }

    /** Submissions that can be prepared before the next {@link #submit}. */
    public int free() {
        return entries - (tail - getIntAcquire(sqHead));
    }

    /** Submissions prepared and not given to the kernel yet. */
    public int prepared() {
        return tail - submitted;
    }

    /** A read at a position of a file. @return false when the queue is full: submit first */
    public boolean read(int file, long address, int bytes, long position, long userData) {
        return prepare(UringLayout.OP_READ, file, address, bytes, position, 0, userData);
    }

    /**
     * A write at a position of a file.
     *
     * @param rwFlags 0 or {@link #RWF_DSYNC}
     * @return false when the queue is full: submit first
     */
    public boolean write(
            int file, long address, int bytes, long position, int rwFlags, long userData) {
        return prepare(UringLayout.OP_WRITE, file, address, bytes, position, rwFlags, userData);
    }

    /** An fdatasync of all completed writes. @return false when the queue is full: submit first */
    public boolean fdatasync(int file, long userData) {
        return prepare(UringLayout.OP_FSYNC, file, 0, 0, 0, UringLayout.FSYNC_DATASYNC, userData);
    }

    /** Nothing; completes with 0. @return false when the queue is full: submit first */
    public boolean nop(long userData) {
        return prepare(UringLayout.OP_NOP, -1, 0, 0, 0, 0, userData);
    }

    private boolean prepare(
            int opcode,
            int file,
            long address,
            int bytes,
            long position,
            int flags,
            long userData) {
        if (free() <= 0) {
            return false;
        }
        long sqe = sqes + (long) (tail & sqMask) * UringLayout.SQE_BYTES;
        putLong(sqe, 0);
        putByte(sqe + UringLayout.SQE_OPCODE, (byte) opcode);
        putInt(sqe + UringLayout.SQE_FD, file);
        putLong(sqe + UringLayout.SQE_OFF, position);
        putLong(sqe + UringLayout.SQE_ADDR, address);
        putInt(sqe + UringLayout.SQE_LEN, bytes);
        putInt(sqe + UringLayout.SQE_RW_FLAGS, flags);
        putLong(sqe + UringLayout.SQE_USER_DATA, userData);
        putLong(sqe + 40, 0);
        putLong(sqe + 48, 0);
        putLong(sqe + 56, 0);
        tail++;
        return true;
    }

    /**
     * Gives everything prepared to the kernel and lets it run what has completed: one system call, or
     * none when there is nothing of either.
     *
     * @return submissions taken (the rest stays prepared), or -errno: -EAGAIN and -EBUSY when the
     *     kernel is short of memory or completions wait to be reaped
     */
    public int submit() {
        if (tail == submitted && !needsEnter()) {
            return 0;
        }
        return enter(0);
    }

    /** Like {@link #submit}, and waits until {@code completions} are there or a signal comes. */
    public int submitAndWait(int completions) {
        return enter(completions);
    }

    private int enter(int wait) {
        putIntRelease(sqTail, tail);
        int count = tail - submitted;
        int taken = (int) linux.syscall(
                Syscall.IO_URING_ENTER, fd, count, wait, UringLayout.ENTER_GETEVENTS, 0, 0);
        if (taken > 0) {
            submitted += taken;
        }
        return taken;
    }

    /** Whether the kernel holds completions that only a system call brings into memory. */
    private boolean needsEnter() {
        return (getIntAcquire(sqFlags) & (UringLayout.SQ_TASKRUN | UringLayout.SQ_CQ_OVERFLOW))
                != 0;
    }

    /** Whether there is something to reap; plain memory reads. */
    public boolean hasCompletions() {
        return getIntAcquire(cqTail) != getInt(cqHead) || needsEnter();
    }

    /**
     * Hands over the completions that are in memory now; call {@link #submit} before, which fetches
     * those that the kernel has deferred. The handler may prepare more submissions.
     *
     * @return how many there were
     */
    public int reap(UringCompletion handler) {
        int head = getInt(cqHead);
        int end = getIntAcquire(cqTail);
        int count = end - head;
        while (head != end) {
            long cqe = cqes + (long) (head & cqMask) * UringLayout.CQE_BYTES;
            long userData = getLong(cqe + UringLayout.CQE_USER_DATA);
            int result = getInt(cqe + UringLayout.CQE_RES);
            head++;
            putIntRelease(cqHead, head);
            handler.onCompletion(userData, result);
        }
        return count;
    }

    /** Completions that the kernel dropped for good; it keeps them (NODROP), so this stays 0. */
    public int dropped() {
        return getInt(cqOverflow);
    }

    @Override
    public void close() {
        if (sqes != 0) {
            linux.munmap(sqes, sqesBytes);
            sqes = 0;
        }
        if (rings != 0) {
            linux.munmap(rings, ringsBytes);
            rings = 0;
        }
        if (fd >= 0) {
            linux.close(fd);
            fd = -1;
        }
    }
}
