package io.heddle.fuse.internal;

import io.heddle.foreign.fuse.FuseKernel;
import io.heddle.foreign.fuse.FuseLayout.fuse_file_lock;
import io.heddle.foreign.fuse.FuseLayout.fuse_interrupt_in;
import io.heddle.foreign.fuse.FuseLayout.fuse_lk_in;
import io.heddle.foreign.linux.Errno;
import io.heddle.fusehost.OpenNodes;
import io.heddle.runtime.Env;
import io.heddle.runtime.Timer;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * POSIX locks and flock. A caller that has to wait is parked without buffers and tried again: after 1
 * to 50 ms, and whenever a lock of this mount ends.
 */
final class LockOps {
    private static final int F_UNLCK = 2;
    private static final int HOLDER_BYTES = 16;
    /** INTERRUPTs remembered, for callers whose first attempt is still on its way. */
    private static final int REMEMBERED = 64;

    private final FuseFront front;
    private final Env env;
    private final Timer timer;
    private final List<LockWaiter> waiters = new ArrayList<>();
    private final long[] interrupted = new long[REMEMBERED];
    private int nextInterrupted;
    private long moment;
    private boolean isClosed;

    private final Step conflict = this::conflict;
    private final Step tried = this::tried;

    LockOps(FuseFront front, Env env) {
        this.front = front;
        this.env = env;
        timer = env.timer(this::onTimer);
    }

    void register(Start[] table) {
        table[FuseKernel.GETLK] = call -> {
            lock(call);
            call.send(Opcode.GETLK, conflict);
        };
        table[FuseKernel.SETLK] = this::set;
        table[FuseKernel.SETLKW] = this::set;
        table[FuseKernel.INTERRUPT] = this::interrupt;
    }

    private static int type(Call call) {
        return call.inInt(fuse_lk_in.lk + fuse_file_lock.type);
    }

    private static void lock(Call call) {
        FsRequest fs = call.fs()
                .a(call.inLong(fuse_lk_in.lk + fuse_file_lock.start))
                .b(call.inLong(fuse_lk_in.lk + fuse_file_lock.end))
                .c(call.inLong(fuse_lk_in.owner))
                .flags(type(call))
                .mode(call.inInt(fuse_lk_in.lk_flags) & FuseKernel.LK_FLOCK);
        fs.owner(
                call.request().uid(),
                call.request().gid(),
                call.inInt(fuse_lk_in.lk + fuse_file_lock.pid));
    }

    private void conflict(Call call, int status, MemorySegment body, long offset, int bytes) {
        call.outLong(fuse_file_lock.start, body.get(FsRequest.LONG, offset));
        call.outLong(fuse_file_lock.end, body.get(FsRequest.LONG, offset + 8));
        call.outInt(fuse_file_lock.type, body.get(FsRequest.INT, offset + 16));
        call.outInt(fuse_file_lock.pid, body.get(FsRequest.INT, offset + 20));
        call.reply(fuse_file_lock.SIZE);
    }

    private void set(Call call) {
        if (type(call) != F_UNLCK && isPosix(call)) {
            long handle = call.inLong(fuse_lk_in.fh);
            front.openNodes().mark(call.inode(), OpenNodes.POSIX_LOCKED);
            if (handle != 0) {
                long owner = call.inLong(fuse_lk_in.owner);
                front.openNodes().lockOwners().took(call.inode(), handle, owner);
            }
        }
        attempt(call);
    }

    private static boolean isPosix(Call call) {
        return (call.inInt(fuse_lk_in.lk_flags) & FuseKernel.LK_FLOCK) == 0;
    }

    private void attempt(Call call) {
        lock(call);
        call.x = ++moment;
        call.sendAnyway(Opcode.SETLK, tried);
    }

    private void tried(Call call, int status, MemorySegment body, long offset, int bytes) {
        boolean waits = status == -Errno.EAGAIN && call.request().opcode() == FuseKernel.SETLKW;
        LockWaiter waiter = find(call.request().unique());
        if (!waits) {
            if (waiter != null) {
                waiters.remove(waiter);
            }
            boolean ended = status >= 0 && type(call) == F_UNLCK;
            if (status < 0) {
                call.fail(status);
            } else {
                call.reply(0);
            }
            if (ended) {
                wake();
            }
            return;
        }
        boolean isOurs = bytes >= HOLDER_BYTES && body.get(FsRequest.LONG, offset) == call.client();
        long holder = isOurs ? body.get(FsRequest.LONG, offset + 8) : 0;
        long triedAt = call.x;
        if (waiter == null) {
            long unique = call.request().unique();
            boolean posix = isPosix(call);
            long owner = call.inLong(fuse_lk_in.owner);
            waiter = new LockWaiter(call.leave().park(), posix, owner, triedAt);
            waiter.isInterrupted = wasInterrupted(unique);
            waiters.add(waiter);
        } else {
            call.leave();
            waiter.isTrying = false;
        }
        if (isOurs) {
            waiter.metHolder(holder, triedAt);
        } else {
            waiter.metStranger();
        }
        goOn(waiter);
    }

    /** What becomes of a caller whose attempt failed. */
    private void goOn(LockWaiter waiter) {
        if (waiter.isInterrupted) {
            waiters.remove(waiter);
            waiter.request.error(Errno.EINTR);
        } else if (isClosed) {
            waiters.remove(waiter);
            waiter.request.requeue();
        } else if (waiter.closesCircle(waiters)) {
            waiters.remove(waiter);
            waiter.request.error(Errno.EDEADLK);
        } else {
            waiter.pause(env.nanoTime());
            arm();
        }
    }

    private @Nullable LockWaiter find(long unique) {
        for (int i = 0; i < waiters.size(); i++) {
            if (waiters.get(i).request.unique() == unique) {
                return waiters.get(i);
            }
        }
        return null;
    }

    private void interrupt(Call call) {
        long unique = call.inLong(fuse_interrupt_in.unique);
        call.none();
        LockWaiter waiter = find(unique);
        if (waiter == null) {
            interrupted[nextInterrupted++ & REMEMBERED - 1] = unique;
        } else if (waiter.isTrying) {
            waiter.isInterrupted = true;
        } else {
            waiters.remove(waiter);
            waiter.request.error(Errno.EINTR);
        }
    }

    private boolean wasInterrupted(long unique) {
        for (long seen : interrupted) {
            if (seen == unique) {
                return true;
            }
        }
        return false;
    }

    /** A lock of this mount ended: those who wait are tried at once. */
    void wake() {
        if (waiters.isEmpty()) {
            return;
        }
        for (int i = 0; i < waiters.size(); i++) {
            waiters.get(i).dueNs = 0;
        }
        arm();
    }

    private void arm() {
        long next = Long.MAX_VALUE;
        for (int i = 0; i < waiters.size(); i++) {
            if (!waiters.get(i).isTrying) {
                next = Math.min(next, waiters.get(i).dueNs);
            }
        }
        if (next != Long.MAX_VALUE) {
            timer.startAt(next);
        }
    }

    private void onTimer() {
        long now = env.nanoTime();
        for (LockWaiter waiter : List.copyOf(waiters)) {
            if (!waiter.isTrying && waiter.dueNs <= now) {
                waiter.isTrying = true;
                attempt(front.take(waiter.request));
            }
        }
        arm();
    }

    /** The handler leaves: who waits is handed to the next one. */
    void close() {
        isClosed = true;
        timer.cancel();
        for (LockWaiter waiter : List.copyOf(waiters)) {
            if (!waiter.isTrying) {
                waiters.remove(waiter);
                waiter.request.requeue();
            }
        }
    }
}
