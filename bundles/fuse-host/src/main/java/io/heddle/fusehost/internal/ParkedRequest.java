package io.heddle.fusehost.internal;

import io.heddle.foreign.fuse.FuseLayout.fuse_out_header;
import io.heddle.fusehost.FuseRequest;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A request that waits without buffers. Made when a caller has to wait for a lock: that is rare. */
final class ParkedRequest implements FuseRequest {
    private static final int KEPT_BYTES = 256;

    private final KernelMount mount;
    private final int descriptor;
    private final int opcode;
    private final long unique;
    private final long node;
    private final int uid;
    private final int gid;
    private final int pid;
    private final MemorySegment in;
    private boolean isOpen = true;

    ParkedRequest(KernelMount mount, int descriptor, KernelRequest request) {
        this.mount = mount;
        this.descriptor = descriptor;
        opcode = request.opcode();
        unique = request.unique();
        node = request.node();
        uid = request.uid();
        gid = request.gid();
        pid = request.pid();
        byte[] kept = new byte[Math.min(KEPT_BYTES, request.inBytes())];
        in = MemorySegment.ofArray(kept);
        MemorySegment.copy(request.in(), request.inOffset(), in, 0, kept.length);
    }

    @Override
    public int opcode() {
        return opcode;
    }

    @Override
    public long unique() {
        return unique;
    }

    @Override
    public long node() {
        return node;
    }

    @Override
    public int uid() {
        return uid;
    }

    @Override
    public int gid() {
        return gid;
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public MemorySegment in() {
        return in;
    }

    @Override
    public long inOffset() {
        return 0;
    }

    @Override
    public int inBytes() {
        return (int) in.byteSize();
    }

    @Override
    public MemorySegment out() {
        return MemorySegment.NULL;
    }

    @Override
    public long outOffset() {
        return 0;
    }

    @Override
    public int outCapacityBytes() {
        return 0;
    }

    @Override
    public void reply(int bytes) {
        if (bytes != 0) {
            throw new IllegalArgumentException("a parked request has no room for an answer");
        }
        error(0);
    }

    @Override
    public void reply(MemorySegment body, long offset, int bytes) {
        throw new IllegalStateException("a parked request is answered with a status only");
    }

    @Override
    public void error(int errno) {
        end();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment header = arena.allocate(fuse_out_header.SIZE, 8);
            header.set(ValueLayout.JAVA_INT, fuse_out_header.len, fuse_out_header.SIZE);
            header.set(ValueLayout.JAVA_INT, fuse_out_header.error, -errno);
            header.set(ValueLayout.JAVA_LONG, fuse_out_header.unique, unique);
            mount.answer(descriptor, header.address(), fuse_out_header.SIZE);
        }
    }

    @Override
    public void none() {
        end();
    }

    @Override
    public FuseRequest park() {
        return this;
    }

    @Override
    public void requeue() {
        if (!isOpen) {
            throw new IllegalStateException("request " + unique + " was answered");
        }
        mount.requeued(this);
    }

    private void end() {
        if (!isOpen) {
            throw new IllegalStateException("request " + unique + " was answered twice");
        }
        isOpen = false;
    }
}
