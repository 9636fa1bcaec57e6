package io.heddle.fusehost.internal;

import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.foreign.fuse.FuseLayout.fuse_out_header;
import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.Syscall;
import io.heddle.fusehost.FuseHandler;
import io.heddle.fusehost.FuseMount;
import io.heddle.fusehost.OpenNodes;
import io.heddle.runtime.Counter;
import io.heddle.runtime.Loop;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A mount: its channel, its pool of requests and the handler of the moment. State of its loop. */
final class KernelMount implements FuseMount {
    private static final Logger LOG = LoggerFactory.getLogger(KernelMount.class);
    private static final int REQUESTS = 64;
    private static final long EXCHANGE_SECONDS = 30;
    /** Buffers that stay resident when the mount is quiet. */
    private static final int KEPT = 4;

    private static final long TRIM_NS = 10_000_000_000L;

    private final String source;
    private final Path directory;
    private final Loop loop;
    private final MountPoint point;
    private final int session;
    private final int maxWriteBytes;
    private final Linux linux = new Linux();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment iovec = arena.allocate(32, 8);
    private final RequestPool pool;
    private final Channel channel;
    private final OpenNodes openNodes = new OpenNodes();
    private final ArrayDeque<ParkedRequest> orphans = new ArrayDeque<>();
    private final Notifier notifier;
    private final Counter requests;
    private final Counter refusals;
    private final Counter unanswerable;
    private final io.heddle.runtime.Timer trimmer;
    private @Nullable FuseHandler handler;
    private volatile boolean mounted = true;
    private volatile int outstanding;
    private long trimmedAt;
    private volatile boolean closed;

    /**
     * @param session the descriptor of the mount
     * @param queue a non-blocking clone of it for the loop
     */
    KernelMount(
            String source, MountPoint point, Loop loop, int session, int queue, int maxWriteBytes) {
        this.source = source;
        this.point = point;
        directory = point.directory();
        this.loop = loop;
        this.session = session;
        this.maxWriteBytes = maxWriteBytes;
        pool = new RequestPool(REQUESTS, maxWriteBytes, this);
        channel = new Channel(this, loop, linux, queue);
        notifier = new Notifier(session, source);
        var counters = loop.env().counters();
        requests = counters.counter("heddle_fuse_requests_total");
        refusals = counters.counter("heddle_fuse_pool_empty_total");
        unanswerable = counters.counter("heddle_fuse_answers_refused_total");
        trimmer = loop.env().timer(this::trim);
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public void handler(@Nullable FuseHandler next) {
        onLoop(() -> exchange(next));
    }

    private void exchange(@Nullable FuseHandler next) {
        handler = next;
        if (closed || next == null) {
            channel.pause();
            return;
        }
        for (ParkedRequest orphan = orphans.poll(); orphan != null; orphan = orphans.poll()) {
            next.onRequest(orphan);
        }
        channel.resume();
    }

    @Override
    public OpenNodes openNodes() {
        return openNodes;
    }

    @Override
    public void invalidateInode(long node) {
        notifier.inode(node);
    }

    @Override
    public void invalidateEntry(long parent, String name) {
        notifier.entry(parent, name);
    }

    @Override
    public void invalidateNames() {
        notifier.epoch();
    }

    @Override
    public int maxWriteBytes() {
        return maxWriteBytes;
    }

    @Override
    public int outstanding() {
        return outstanding;
    }

    @Override
    public long memoryBytes() {
        return closed ? 0 : iovec.byteSize() + pool.residentBytes(linux);
    }

    @Override
    public boolean isMounted() {
        return mounted;
    }

    @Override
    public void unmount(boolean force) {
        point.unmount(force);
        mounted = false;
        if (!force) {
            shut();
        }
    }

    /** Gives everything back at once; what still waits in the kernel fails. Not on the loop. */
    void shut() {
        mounted = false;
        onLoop(this::close);
    }

    private void close() {
        if (closed) {
            return;
        }
        closed = true;
        channel.close();
        trimmer.cancel();
        notifier.close();
        linux.close(session);
        linux.close();
        arena.close();
        pool.close();
    }

    /** Whether every descriptor is closed. */
    boolean isClosed() {
        return closed;
    }

    /** A request to read into, or null when the pool is empty. */
    @Nullable
    KernelRequest take() {
        if (handler == null) {
            return null;
        }
        KernelRequest request = pool.take();
        if (request == null) {
            refusals.increment();
        }
        return request;
    }

    void untake(KernelRequest request) {
        pool.give(request);
    }

    /** Gives a request that was read to the handler. */
    void dispatch(KernelRequest request, int descriptor, int bytes) {
        requests.increment();
        outstanding = pool.taken();
        boolean sound = request.begin(descriptor, bytes);
        if (!sound || request.opcode() == FuseKernel.DESTROY) {
            request.error(sound ? 0 : Errno.EIO);
            return;
        }
        FuseHandler now = handler;
        if (now == null) {
            request.error(Errno.EIO); // take() refuses without a handler.
            return;
        }
        int opcode = request.opcode();
        try {
            now.onRequest(request);
        } catch (RuntimeException e) {
            LOG.error("the handler of {} failed on opcode {}", directory, opcode, e);
            if (request.isOpen()) {
                request.error(Errno.EIO);
            }
        }
    }

    /** Writes an answer whose header stands right before its body. */
    void answer(int descriptor, long address, int bytes) {
        if (closed) {
            return;
        }
        count(linux.write(descriptor, address, bytes));
    }

    /** Writes a header and a body that lies elsewhere. */
    void answer(int descriptor, long header, long body, int bodyBytes) {
        if (closed) {
            return;
        }
        iovec.set(ValueLayout.JAVA_LONG, 0, header);
        iovec.set(ValueLayout.JAVA_LONG, 8, fuse_out_header.SIZE);
        iovec.set(ValueLayout.JAVA_LONG, 16, body);
        iovec.set(ValueLayout.JAVA_LONG, 24, bodyBytes);
        count(linux.writev(descriptor, iovec.address(), 2));
    }

    private void count(long written) {
        if (written < 0) {
            unanswerable.increment(); // The caller was killed, or the mount is gone.
        }
    }

    /** Takes a request back that was answered, or needs no answer. */
    void release(KernelRequest request) {
        pool.give(request);
        outstanding = pool.taken();
        if (closed) {
            return;
        }
        if (channel.isPaused() && handler != null) {
            channel.resume();
        }
        if (outstanding == 0 && !trimmer.isArmed()) {
            long now = loop.env().nanoTime();
            if (now - trimmedAt > TRIM_NS) {
                trimmer.startAt(now + TRIM_NS);
            }
        }
    }

    void requeued(ParkedRequest request) {
        FuseHandler now = handler;
        if (now == null) {
            orphans.add(request);
        } else {
            now.onRequest(request);
        }
    }

    private void trim() {
        trimmedAt = loop.env().nanoTime();
        pool.trim(linux, KEPT);
    }

    /** The kernel says that the mount is no more. */
    void gone(int errno) {
        if (errno != Errno.ENODEV) {
            LOG.warn("reading requests of {} failed with errno {}", directory, errno);
        }
        mounted = false;
        close();
    }

    private void onLoop(Runnable command) {
        if (loop.isCurrent()) {
            throw new IllegalStateException("not on the loop");
        }
        try {
            loop.submit(() -> {
                        command.run();
                        return true;
                    })
                    .get(EXCHANGE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Errno.EINTR, "interrupted at " + directory, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new StorageException(
                    Errno.EIO, "loop " + loop.name() + " did not take over " + directory, e);
        }
    }

    /** The kernel's clone ioctl: another queue of the same mount. @return 0 or -errno */
    static int cloneInto(Linux linux, int descriptor, int session) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = arena.allocateFrom(ValueLayout.JAVA_INT, session);
            return (int) linux.syscall(
                    Syscall.IOCTL, descriptor, FuseKernel.DEV_IOC_CLONE, source.address(), 0, 0, 0);
        }
    }
}
