package io.heddle.runtime.internal;

import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.uring.IoUring;
import io.heddle.foreign.uring.UringCompletion;

/** Transfers by one io_uring, submitted and completed by one system call a turn. */
final class UringEngine implements DiskEngine {
    private final IoUring ring;

    private UringEngine(IoUring ring) {
        this.ring = ring;
    }

    /** The best engine that this kernel allows; on the loop that will use it. */
    static DiskEngine open(Linux linux, int entries, int eventfd) {
        IoUring ring = new IoUring(linux);
        if (ring.setup(entries) < 0) {
            return new BlockingEngine(linux, entries);
        }
        if (ring.registerEventfd(eventfd) < 0) {
            ring.close();
            return new BlockingEngine(linux, entries);
        }
        ring.signals(false);
        return new UringEngine(ring);
    }

    @Override
    public String name() {
        return ring.isDeferred() ? "io_uring" : "io_uring without DEFER_TASKRUN";
    }

    @Override
    public boolean read(int file, long address, int bytes, long position, long userData) {
        return ring.read(file, address, bytes, position, userData);
    }

    @Override
    public boolean write(
            int file, long address, int bytes, long position, boolean durable, long userData) {
        int flags = durable ? IoUring.RWF_DSYNC : 0;
        return ring.write(file, address, bytes, position, flags, userData);
    }

    @Override
    public boolean fdatasync(int file, long userData) {
        return ring.fdatasync(file, userData);
    }

    @Override
    public int submit() {
        return ring.submit();
    }

    @Override
    public void submitAndWait() {
        ring.submitAndWait(1);
    }

    @Override
    public boolean hasCompletions() {
        return ring.hasCompletions();
    }

    @Override
    public void signals(boolean on) {
        ring.signals(on);
    }

    @Override
    public int reap(UringCompletion handler) {
        return ring.reap(handler);
    }

    @Override
    public void close() {
        ring.close();
    }
}
