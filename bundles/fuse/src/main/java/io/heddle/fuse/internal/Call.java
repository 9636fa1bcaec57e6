package io.heddle.fuse.internal;

import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.foreign.linux.Errno;
import io.heddle.fusehost.FuseRequest;
import io.heddle.wire.Attr;
import io.heddle.wire.FsRequest;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A kernel request on its way, with memory for the head of the request that it becomes. Pooled. */
final class Call {
    static final int MAX_NAME_BYTES = 255;
    static final int MAX_TARGET_BYTES = 4095;
    private static final int MAX_ERRNO = 4095;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

    final int index;
    final FuseFront front;
    final Attr attr = new Attr();
    /** State of an operation of several steps. */
    long x;

    long y;
    int z;

    private final MemorySegment heads;
    private final long headOffset;
    private final FsRequest fs = new FsRequest();
    private @Nullable FuseRequest request;
    private @Nullable Step step;
    private boolean takesFailures;
    private boolean hasLongName;

    Call(FuseFront front, int index, MemorySegment heads, long headOffset) {
        this.front = front;
        this.index = index;
        this.heads = heads;
        this.headOffset = headOffset;
    }

    void begin(FuseRequest from) {
        request = from;
    }

    boolean isOpen() {
        return request != null;
    }

    FuseRequest request() {
        FuseRequest now = request;
        if (now == null) {
            throw new IllegalStateException("call " + index + " is over");
        }
        return now;
    }

    /** The inode that the kernel's node is. */
    long inode() {
        return front.inode(request().node());
    }

    int inInt(int offset) {
        return request().in().get(INT, request().inOffset() + offset);
    }

    long inLong(int offset) {
        return request().in().get(LONG, request().inOffset() + offset);
    }

    /** Bytes of the zero-ended name at an offset of the request, without the zero. */
    int nameBytes(int offset) {
        MemorySegment in = request().in();
        long start = request().inOffset() + offset;
        long end = request().inOffset() + request().inBytes();
        long at = start;
        while (at < end && in.get(ValueLayout.JAVA_BYTE, at) != 0) {
            at++;
        }
        return (int) (at - start);
    }

    void outInt(int offset, int value) {
        request().out().set(INT, request().outOffset() + offset, value);
    }

    void outShort(int offset, int value) {
        request().out().set(SHORT, request().outOffset() + offset, (short) value);
    }

    void outLong(int offset, long value) {
        request().out().set(LONG, request().outOffset() + offset, value);
    }

    void outClear(int offset, int bytes) {
        request().out().asSlice(request().outOffset() + offset, bytes).fill((byte) 0);
    }

    /** A request about the kernel's node, on behalf of its caller. */
    FsRequest fs() {
        return fs(inode());
    }

    /** The client under whose name the request of the last {@link #send} went. */
    long client() {
        return fs.client();
    }

    FsRequest fs(long inode) {
        hasLongName = false;
        return fs.begin(heads, headOffset)
                .inode(inode)
                .owner(request().uid(), request().gid(), request().pid());
    }

    /**
     * A request with the zero-ended name at an offset of the kernel's request as first name. One that
     * is too long, which the kernel lets pass, fails with ENAMETOOLONG when it is sent.
     */
    FsRequest fsNamed(long inode, int nameOffset) {
        FsRequest begun = fs(inode);
        int bytes = nameBytes(nameOffset);
        hasLongName = bytes > MAX_NAME_BYTES;
        return begun.name1(
                request().in(), request().inOffset() + nameOffset, Math.min(bytes, MAX_NAME_BYTES));
    }

    /** Adds the zero-ended name at an offset of the kernel's request as second name. */
    void secondName(int nameOffset, int maxBytes) {
        int bytes = nameBytes(nameOffset);
        hasLongName |= bytes > maxBytes;
        fs.name2(request().in(), request().inOffset() + nameOffset, Math.min(bytes, maxBytes));
    }

    /** Sends what {@link #fs} began; a failure is answered as it is. */
    void send(int opcode, Step next) {
        takesFailures = false;
        submit(opcode, MemorySegment.NULL, 0, 0, next);
    }

    /** Sends what {@link #fs} began; the step sees failures, too. */
    void sendAnyway(int opcode, Step next) {
        takesFailures = true;
        submit(opcode, MemorySegment.NULL, 0, 0, next);
    }

    /** Sends what {@link #fs} began, with data from elsewhere. */
    void send(int opcode, MemorySegment data, long offset, int bytes, Step next) {
        takesFailures = false;
        fs.dataBytes(bytes);
        submit(opcode, data, offset, bytes, next);
    }

    private void submit(int opcode, MemorySegment data, long offset, int bytes, Step next) {
        step = next;
        if (hasLongName) {
            onDone(-Errno.ENAMETOOLONG, MemorySegment.NULL, 0, 0);
            return;
        }
        front.client()
                .submit(
                        opcode,
                        heads,
                        headOffset,
                        fs.headBytes(),
                        data,
                        offset,
                        bytes,
                        front,
                        index);
    }

    void onDone(int status, MemorySegment body, long offset, int bytes) {
        Step now = step;
        step = null;
        if (status < 0 && !takesFailures || now == null) {
            fail(status);
        } else {
            now.on(this, status, body, offset, bytes);
        }
    }

    /** Answers with the first bytes of the kernel's answer buffer. */
    void reply(int bytes) {
        FuseRequest over = end();
        over.reply(bytes);
        front.release(this);
    }

    /** Answers with bytes that lie elsewhere. */
    void reply(MemorySegment body, long offset, int bytes) {
        FuseRequest over = end();
        if (body.isNative()) {
            over.reply(body, offset, bytes);
        } else {
            MemorySegment.copy(body, offset, over.out(), over.outOffset(), bytes);
            over.reply(bytes);
        }
        front.release(this);
    }

    /** Answers with -errno, as statuses are. */
    void fail(int status) {
        int errno = -status;
        FuseRequest over = end();
        over.error(errno > 0 && errno <= MAX_ERRNO ? errno : Errno.EIO);
        front.release(this);
    }

    /** Ends without an answer. */
    void none() {
        end().none();
        front.release(this);
    }

    /** Ends here; the request goes on without this call. */
    FuseRequest leave() {
        FuseRequest over = end();
        front.release(this);
        return over;
    }

    private FuseRequest end() {
        FuseRequest over = request();
        request = null;
        front.changed(over);
        return over;
    }

    /** Whether an opcode may change what another mount of the same file system has cached. */
    static boolean changes(int opcode) {
        return switch (opcode) {
            case FuseKernel.LOOKUP,
                    FuseKernel.FORGET,
                    FuseKernel.BATCH_FORGET,
                    FuseKernel.GETATTR,
                    FuseKernel.READ,
                    FuseKernel.READDIR,
                    FuseKernel.READDIRPLUS,
                    FuseKernel.RELEASE,
                    FuseKernel.FLUSH,
                    FuseKernel.GETXATTR,
                    FuseKernel.STATFS -> false;
            default -> true;
        };
    }
}
