package io.heddle.fusehost.internal;

import io.heddle.foreign.fuse.FuseLayout.fuse_in_header;
import io.heddle.foreign.fuse.FuseLayout.fuse_out_header;
import io.heddle.foreign.fuse.FuseLayout.fuse_write_in;
import io.heddle.fusehost.FuseRequest;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A pooled request with its buffers. */
final class KernelRequest implements FuseRequest {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    /** The headers that stand before the payload of a write, which is then page aligned. */
    private static final int HEADERS = fuse_in_header.SIZE + fuse_write_in.SIZE;

    private final KernelMount mount;
    private final MemorySegment memory;
    private final long base;
    private final int payloadBytes;
    private final long outHeader;
    private final long inHeader;
    private int descriptor;
    private int lengthBytes;
    private boolean isOpen;

    /** Whether pages of this buffer may be resident. */
    boolean touched;

    KernelRequest(KernelMount mount, MemorySegment memory, long base, int payloadBytes) {
        this.mount = mount;
        this.memory = memory;
        this.base = base;
        this.payloadBytes = payloadBytes;
        outHeader = base + RequestPool.PAGE - fuse_out_header.SIZE;
        inHeader = base + 2L * RequestPool.PAGE + payloadBytes - HEADERS;
    }

    long readAddress() {
        return memory.address() + inHeader;
    }

    int readBytes() {
        return HEADERS + payloadBytes;
    }

    long baseAddress() {
        return memory.address() + base;
    }

    long strideBytes() {
        return 2L * (RequestPool.PAGE + payloadBytes);
    }

    /** Starts with what was read. @return whether the lengths agree */
    boolean begin(int fromDescriptor, int bytesRead) {
        descriptor = fromDescriptor;
        lengthBytes = bytesRead;
        isOpen = true;
        touched = true;
        return bytesRead >= fuse_in_header.SIZE
                && memory.get(INT, inHeader + fuse_in_header.len) == bytesRead;
    }

    boolean isOpen() {
        return isOpen;
    }

    @Override
    public int opcode() {
        return memory.get(INT, inHeader + fuse_in_header.opcode);
    }

    @Override
    public long unique() {
        return memory.get(LONG, inHeader + fuse_in_header.unique);
    }

    @Override
    public long node() {
        return memory.get(LONG, inHeader + fuse_in_header.nodeid);
    }

    @Override
    public int uid() {
        return memory.get(INT, inHeader + fuse_in_header.uid);
    }

    @Override
    public int gid() {
        return memory.get(INT, inHeader + fuse_in_header.gid);
    }

    @Override
    public int pid() {
        return memory.get(INT, inHeader + fuse_in_header.pid);
    }

    @Override
    public MemorySegment in() {
        return memory;
    }

    @Override
    public long inOffset() {
        return inHeader + fuse_in_header.SIZE;
    }

    @Override
    public int inBytes() {
        return lengthBytes - fuse_in_header.SIZE;
    }

    @Override
    public MemorySegment out() {
        return memory;
    }

    @Override
    public long outOffset() {
        return outHeader + fuse_out_header.SIZE;
    }

    @Override
    public int outCapacityBytes() {
        return payloadBytes;
    }

    @Override
    public void reply(int bytes) {
        end();
        header(bytes, 0);
        mount.answer(descriptor, memory.address() + outHeader, fuse_out_header.SIZE + bytes);
        mount.release(this);
    }

    @Override
    public void reply(MemorySegment body, long offset, int bytes) {
        end();
        header(bytes, 0);
        mount.answer(descriptor, memory.address() + outHeader, body.address() + offset, bytes);
        mount.release(this);
    }

    @Override
    public void error(int errno) {
        end();
        header(0, -errno);
        mount.answer(descriptor, memory.address() + outHeader, fuse_out_header.SIZE);
        mount.release(this);
    }

    @Override
    public void none() {
        end();
        mount.release(this);
    }

    @Override
    public FuseRequest park() {
        var parked = new ParkedRequest(mount, descriptor, this);
        end();
        mount.release(this);
        return parked;
    }

    @Override
    public void requeue() {
        throw new IllegalStateException("only a parked request can be handed back");
    }

    private void header(int bytes, int error) {
        memory.set(INT, outHeader + fuse_out_header.len, fuse_out_header.SIZE + bytes);
        memory.set(INT, outHeader + fuse_out_header.error, error);
        memory.set(LONG, outHeader + fuse_out_header.unique, unique());
    }

    private void end() {
        if (!isOpen) {
            throw new IllegalStateException("request " + unique() + " was answered twice");
        }
        isOpen = false;
    }
}
