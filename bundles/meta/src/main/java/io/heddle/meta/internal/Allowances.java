package io.heddle.meta.internal;

import io.heddle.foreign.linux.Errno;
import io.heddle.meta.internal.ops.Operation;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.ReplyHandler;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.Status;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * What file systems with a limit may use in this bucket: nothing new at first, for the keeper counts
 * what is used already. The bucket never grows beyond what it is allowed, and the {@link QuotaKeeper}
 * never allows all buckets together more than the limit, so no limit is ever exceeded. A request that
 * finds too little waits for the answer to a question that was asked after it came: only that may
 * refuse it.
 */
final class Allowances {
    private static final long RESEND_NS = 20_000_000;

    /** Until a question that arrived is asked again: its keeper may be gone. */
    private static final long PATIENCE_NS = 1_000_000_000;

    private static final class Allowance {
        final MemorySegment body;
        long allowed;
        long order;
        long keeper;

        /** Below so many free blocks the next question goes out. */
        long low;

        /** Questions that were asked, and the last one that got no for an answer. */
        long round;

        long denied;
        long wanted;
        boolean asking;
        boolean flying;
        long sent;
        long againAtNs;

        Allowance(MemorySegment body) {
            this.body = body;
        }

        /** Whether this is newer than what came before. A keeper that started again counts from 1. */
        boolean obeys(long newOrder, long newKeeper) {
            boolean newer = newKeeper == keeper
                    ? newOrder > order
                    : newOrder >>> Integer.SIZE >= order >>> Integer.SIZE;
            if (newer) {
                order = newOrder;
                keeper = newKeeper;
            }
            return newer;
        }
    }

    private final MetaServer server;
    private final BucketPrimary primary;
    private final BucketUsage usage;
    private final ArrayDeque<RequestContext> waiting = new ArrayDeque<>();
    private final ReplyHandler onAsked = this::onAsked;
    private @Nullable Allowance[] allowances = {};
    private boolean closed;

    Allowances(MetaServer server, BucketPrimary primary, BucketUsage usage) {
        this.server = server;
        this.primary = primary;
        this.usage = usage;
    }

    private Allowance of(int fileSystem) {
        if (fileSystem >= allowances.length) {
            allowances = Arrays.copyOf(allowances, fileSystem + 1);
        }
        Allowance allowance = allowances[fileSystem];
        if (allowance == null) {
            allowance = new Allowance(server.memory().arena().allocate(QuotaMessage.BYTES, 8));
            allowances[fileSystem] = allowance;
        }
        return allowance;
    }

    /** Blocks that a file system may grow without a question. */
    long room(int fileSystem) {
        return server.limits().blocks(fileSystem) == FileSystemLimits.NONE
                ? Long.MAX_VALUE
                : of(fileSystem).allowed - usage.blocks(fileSystem);
    }

    /** @return 0, -ENOSPC, or {@link Operation#ROOM}: {@link #park} the request */
    int admit(RequestContext context, int fileSystem, long blocks) {
        if (blocks <= 0 || server.limits().blocks(fileSystem) == FileSystemLimits.NONE) {
            return 0;
        }
        Allowance allowance = of(fileSystem);
        long left = allowance.allowed - usage.blocks(fileSystem) - blocks;
        if (left >= 0) {
            if (left < allowance.low && !allowance.asking) {
                ask(allowance, fileSystem, 0);
            }
            return 0;
        }
        if (context.spaceRound != 0 && context.spaceRound <= allowance.denied) {
            context.spaceRound = 0;
            return -Errno.ENOSPC;
        }
        context.spaceRound = allowance.round + 1;
        if (!allowance.asking) {
            ask(allowance, fileSystem, blocks);
        }
        return Operation.ROOM;
    }

    /** Keeps a request until the next answer. */
    void park(RequestContext context) {
        waiting.add(context);
    }

    private void ask(Allowance allowance, int fileSystem, long wanted) {
        allowance.round++;
        allowance.wanted = wanted;
        allowance.asking = true;
        send(allowance, fileSystem);
    }

    private void send(Allowance allowance, int fileSystem) {
        server.wantTick();
        if (allowance.flying) {
            return; // The last question's receipt is on its way; then the timer sends.
        }
        QuotaMessage.put(
                allowance.body,
                server.limits().home(fileSystem),
                QuotaMessage.ASK,
                fileSystem,
                primary.state().bucket(),
                allowance.round,
                allowance.wanted,
                usage.blocks(fileSystem),
                0);
        allowance.flying = server.callPrimary(
                Opcode.QUOTA,
                server.limits().home(fileSystem),
                allowance.body,
                QuotaMessage.BYTES,
                onAsked,
                fileSystem);
        allowance.sent = allowance.round;
        allowance.againAtNs = server.env().nanoTime() + RESEND_NS;
    }

    private void onAsked(long token, int status, MemorySegment body, long offset, int bytes) {
        Allowance allowance = allowances[(int) token];
        if (allowance == null || closed) {
            return;
        }
        allowance.flying = false;
        boolean arrived = status == 0 && allowance.sent == allowance.round;
        allowance.againAtNs = server.env().nanoTime() + (arrived ? PATIENCE_NS : 0);
        server.wantTick();
    }

    /** The keeper allows more or less, or answers a question. */
    void onSet(InboundRequest request) {
        MemorySegment body = request.body();
        long at = request.bodyOffset();
        int fileSystem = QuotaMessage.fileSystem(body, at);
        long order = QuotaMessage.number(body, at, 0);
        long allowed = QuotaMessage.number(body, at, 1);
        long answered = QuotaMessage.number(body, at, 2);
        boolean denied = QuotaMessage.number(body, at, 3) != 0;
        Allowance allowance = of(fileSystem);
        long used = usage.blocks(fileSystem);
        boolean obeys = allowance.obeys(order, QuotaMessage.number(body, at, 4));
        if (obeys) {
            if (allowed == QuotaMessage.USED) {
                allowance.allowed = Math.min(allowance.allowed, used);
            } else if (allowed != QuotaMessage.AS_IS) {
                allowance.allowed = allowed;
            }
        }
        MemorySegment small = server.memory().small;
        small.set(FsRequest.LONG, 0, used);
        small.set(FsRequest.LONG, 8, allowance.allowed);
        request.reply(0, small, 0, QuotaMessage.REPLY_BYTES, MemorySegment.NULL, 0, 0);
        if (obeys && answered != 0 && answered == allowance.round && allowance.asking) {
            allowance.asking = false;
            allowance.low = Math.max(0, allowance.allowed - used) / 2;
            if (denied) {
                allowance.denied = answered;
            }
            wake();
        }
    }

    private void wake() {
        for (int i = waiting.size(); i > 0 && !waiting.isEmpty(); i--) {
            primary.resume(waiting.remove());
        }
    }

    void tick(long nowNs) {
        for (int i = 0; i < allowances.length; i++) {
            Allowance allowance = allowances[i];
            if (allowance == null || !allowance.asking) {
                continue;
            }
            server.wantTick();
            if (!allowance.flying && nowNs >= allowance.againAtNs) {
                send(allowance, i);
            }
        }
    }

    /** Another server leads now: whoever waits here asks there. */
    void drop() {
        closed = true;
        while (!waiting.isEmpty()) {
            primary.finish(waiting.remove(), Status.STALE_EPOCH);
        }
    }
}
