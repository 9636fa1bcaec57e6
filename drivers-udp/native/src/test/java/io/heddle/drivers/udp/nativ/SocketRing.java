package io.heddle.drivers.udp.nativ;

import static io.heddle.foreign.NativeMemory.getInt;
import static io.heddle.foreign.NativeMemory.getIntAcquire;
import static io.heddle.foreign.NativeMemory.getLong;
import static io.heddle.foreign.NativeMemory.putByte;
import static io.heddle.foreign.NativeMemory.putInt;
import static io.heddle.foreign.NativeMemory.putIntRelease;
import static io.heddle.foreign.NativeMemory.putLong;
import static io.heddle.foreign.NativeMemory.putShort;
import static io.heddle.foreign.NativeMemory.zero;

import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.Syscall;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An io_uring for sockets and files as it could be at its best: registered files, multishot recvmsg
 * into a ring of provided buffers, completions run on demand. For {@link RingCost} only.
 */
final class SocketRing implements AutoCloseable {
    static final int WRITE = 23;
    static final int SENDMSG = 9;
    static final int SENDMSG_ZC = 48;
    static final int MORE = 2;
    static final int NOTIFICATION = 8;

    private static final int RECVMSG = 10;
    private static final int RECV_MULTISHOT = 2;
    private static final int FIXED_FILE = 1;
    private static final int BUFFER_SELECT = 1 << 5;
    private static final int ENTRIES = 256;
    private static final int COMPLETIONS = 4_096;

    /** CQSIZE, SUBMIT_ALL, TASKRUN_FLAG, SINGLE_ISSUER, DEFER_TASKRUN. */
    private static final int SETUP = 1 << 3 | 1 << 7 | 1 << 9 | 1 << 12 | 1 << 13;

    private static final int REGISTER_FILES = 2;
    private static final int REGISTER_BUFFERS = 22;
    private static final int GETEVENTS = 1;

    /** Told of each completion. */
    interface Completion {
        void on(long userData, int result, int flags);
    }

    private final Linux linux;
    private final Arena arena = Arena.ofShared();
    private final int fd;
    private final long sqTail;
    private final long sqes;
    private final int sqMask;
    private final long cqHead;
    private final long cqTail;
    private final long cqes;
    private final int cqMask;
    private final int buffers;
    private final int bufferBytes;
    private final MemorySegment bufferRing;
    private final MemorySegment bufferMemory;
    private int bufferTail;
    private int tail;
    private int submitted;

    /** @param buffers a power of two */
    SocketRing(Linux linux, int buffers, int bufferBytes, int... files) {
        this.linux = linux;
        this.buffers = buffers;
        this.bufferBytes = bufferBytes;
        MemorySegment params = arena.allocate(120, 8);
        long p = params.address();
        putInt(p + 4, COMPLETIONS);
        putInt(p + 8, SETUP);
        fd = checked(linux.syscall(425, ENTRIES, p, 0, 0, 0, 0));
        long bytes =
                Math.max(getInt(p + 64) + getInt(p) * 4L, getInt(p + 100) + getInt(p + 4) * 16L);
        long rings = linux.mmap(bytes, 3, 0x8001, fd, 0);
        sqes = linux.mmap(getInt(p) * 64L, 3, 0x8001, fd, 0x1000_0000L);
        sqTail = rings + getInt(p + 44);
        sqMask = getInt(rings + getInt(p + 48));
        long array = rings + getInt(p + 64);
        for (int index = 0; index <= sqMask; index++) {
            putInt(array + 4L * index, index);
        }
        cqHead = rings + getInt(p + 80);
        cqTail = rings + getInt(p + 84);
        cqMask = getInt(rings + getInt(p + 88));
        cqes = rings + getInt(p + 100);
        MemorySegment descriptors = arena.allocate(4L * files.length, 8);
        for (int index = 0; index < files.length; index++) {
            putInt(descriptors.address() + 4L * index, files[index]);
        }
        register(REGISTER_FILES, descriptors.address(), files.length);
        bufferRing = arena.allocate(16L * buffers, 4_096);
        bufferMemory = arena.allocate((long) buffers * bufferBytes, 4_096);
        MemorySegment registration = arena.allocate(40, 8);
        putLong(registration.address(), bufferRing.address());
        putInt(registration.address() + 8, buffers);
        register(REGISTER_BUFFERS, registration.address(), 1);
        for (int buffer = 0; buffer < buffers; buffer++) {
            give(buffer);
        }
        publish();
    }

    private void register(int operation, long address, int count) {
        checked(linux.syscall(Syscall.IO_URING_REGISTER, fd, operation, address, count, 0, 0));
    }

    private static int checked(long result) {
        if (result < 0) {
            throw new IllegalStateException("io_uring: error " + -result);
        }
        return (int) result;
    }

    /** Puts a buffer back; visible after {@link #publish}. */
    void give(int buffer) {
        long entry = bufferRing.address() + 16L * (bufferTail & buffers - 1);
        putLong(entry, buffer(buffer));
        putInt(entry + 8, bufferBytes);
        putShort(entry + 12, (short) buffer);
        bufferTail++;
    }

    void publish() {
        // The tail is the reserved half of the first entry; x86 keeps the order of stores.
        putShort(bufferRing.address() + 14, (short) bufferTail);
    }

    long buffer(int buffer) {
        return bufferMemory.address() + (long) buffer * bufferBytes;
    }

    /** One multishot receive, which serves until a completion comes without {@link #MORE}. */
    void receive(int file, long msghdr, long userData) {
        long sqe = prepare(RECVMSG, file, msghdr, 1, 0, userData);
        putByte(sqe + 1, (byte) (FIXED_FILE | BUFFER_SELECT));
        putShort(sqe + 2, (short) RECV_MULTISHOT);
    }

    long prepare(int opcode, int file, long address, int bytes, long position, long userData) {
        long sqe = sqes + (long) (tail & sqMask) * 64;
        zero(sqe, 64);
        putByte(sqe, (byte) opcode);
        putByte(sqe + 1, (byte) FIXED_FILE);
        putInt(sqe + 4, file);
        putLong(sqe + 8, position);
        putLong(sqe + 16, address);
        putInt(sqe + 24, bytes);
        putLong(sqe + 32, userData);
        tail++;
        return sqe;
    }

    /** Gives what was prepared to the kernel and waits for {@code completions}. */
    void enter(int completions) {
        putIntRelease(sqTail, tail);
        int count = tail - submitted;
        int taken = checked(
                linux.syscall(Syscall.IO_URING_ENTER, fd, count, completions, GETEVENTS, 0, 0));
        submitted += taken;
        if (taken != count) {
            throw new IllegalStateException("io_uring took " + taken + " of " + count);
        }
    }

    void reap(Completion completion) {
        int head = getInt(cqHead);
        int end = getIntAcquire(cqTail);
        while (head != end) {
            long cqe = cqes + 16L * (head & cqMask);
            completion.on(getLong(cqe), getInt(cqe + 8), getInt(cqe + 12));
            head++;
        }
        putIntRelease(cqHead, head);
    }

    @Override
    public void close() {
        linux.close(fd);
        arena.close();
    }
}
