package io.heddle.meta.internal;

import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;
import io.heddle.meta.internal.ops.Operation;
import io.heddle.transport.InboundRequest;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The participant's side of two-phase commit: promises steps by records, keeps the inodes locked, and
 * changes them when the coordinator has decided. A promise is durable, a lock follows from it, so both
 * come back after a restart; a coordinator that knows nothing of a transaction has aborted it.
 *
 * <p>Keys: 'T' 'P' u64 transaction u32 index, the value is a {@link StepMessage} with its reply.
 */
final class Participant {
    static final int DECIDE_BYTES = 24;
    static final int INQUIRE_BYTES = 32;

    private static final int KEY_BYTES = 14;
    private static final int REMEMBERED = 1024;
    private static final long PATIENCE_NS = 1_000_000_000;
    private static final int AT = 1024;

    private final MetaServer server;
    private final BucketPrimary primary;
    private final StepEffects effects;
    private final StepLocks locks = new StepLocks();
    private final List<PreparedStep> prepared = new ArrayList<>();
    private final long[] decided = new long[REMEMBERED];
    private int decidedCount;
    private final StepMessage message = new StepMessage();
    private PreparedStep subject;
    private boolean commits;
    private final Operation prepare = this::executePrepare;
    private final Operation decide = this::executeDecide;

    Participant(MetaServer server, BucketPrimary primary) {
        this.server = server;
        this.primary = primary;
        effects = new StepEffects(server.memory().operations.steps());
        subject = server.memory().takeStep();
        server.memory().giveStep(subject);
    }

    StepLocks locks() {
        return locks;
    }

    /** Finds the promises of the bucket's state, when it begins to serve. */
    void load(long nowNs) {
        drop();
        MemorySegment small = server.memory().small;
        small.set(FsRequest.SHORT, 0, TransactionKey.PREPARED);
        StateStore.Cursor cursor = primary.state().store().cursor();
        boolean more = cursor.seek(small, 0, 2);
        while (more && TransactionKey.is(cursor.key(), TransactionKey.PREPARED)) {
            PreparedStep step = server.memory().takeStep();
            step.set(
                    cursor.value().memory(),
                    cursor.value().offset(),
                    cursor.value().lengthBytes());
            step.inquireAtNs = nowNs;
            step.inquiring = false;
            promise(step);
            more = cursor.next();
        }
    }

    private void promise(PreparedStep step) {
        prepared.add(step);
        if (step.message.kind() != StepMessage.MAKE) {
            locks.add(StepEffects.lockOf(step.message));
        }
        server.wantTick();
    }

    /** Forgets all in memory: the bucket is led elsewhere, or will load it again. */
    void drop() {
        prepared.forEach(server.memory()::giveStep);
        prepared.clear();
        locks.clear();
    }

    void onPrepare(InboundRequest request, RequestContext context) {
        message.wrap(request.body(), request.bodyOffset());
        if (!message.isSound(request.bodyBytes())) {
            primary.finish(context, -Errno.EINVAL);
            return;
        }
        PreparedStep again = find(message.transaction(), message.index());
        if (again != null) {
            MemorySegment.copy(
                    again.message.memory(),
                    again.message.replyOffset(),
                    context.reply(),
                    context.replyOffset(),
                    again.message.replyBytes());
            context.replyBytes(again.message.replyBytes());
            primary.answer(context, 0, primary.state().sequence());
            return;
        }
        if (isDecided(message.transaction())) {
            primary.finish(context, -Errno.ESTALE);
            return;
        }
        int status = context.execute(prepare);
        if (context.touchesAny(locks)) {
            primary.finish(context, -Errno.EBUSY);
            return;
        }
        PreparedStep step = server.memory().takeStep();
        if (status == 0) {
            step.set(server.memory().small, AT, message.lengthBytes() + message.replyBytes());
            step.inquireAtNs = server.env().nanoTime() + PATIENCE_NS;
            step.inquiring = false;
        }
        if (primary.complete(context, status) && status == 0) {
            promise(step);
        } else {
            server.memory().giveStep(step);
        }
    }

    private int executePrepare(io.heddle.meta.internal.ops.OpContext opContext) {
        RequestContext context = (RequestContext) opContext;
        int status = effects.check(message, context);
        if (status < 0) {
            context.replyBytes(0);
            return status;
        }
        var record = context.record();
        effects.prepare(message, context);
        MemorySegment small = server.memory().small;
        MemorySegment.copy(message.memory(), message.offset(), small, AT, message.lengthBytes());
        message.wrap(small, AT)
                .reply(context.reply(), context.replyOffset(), context.replyLength());
        TransactionKey.set(small, TransactionKey.PREPARED, message.transaction(), message.index());
        record.put(
                small,
                0,
                TransactionKey.BYTES,
                small,
                AT,
                message.lengthBytes() + message.replyBytes());
        return 0;
    }

    /** Body: u32 bucket, u32 index, u64 transaction, u32 1 commit 0 abort, u32 0. */
    void onDecide(InboundRequest request, RequestContext context) {
        if (request.bodyBytes() < DECIDE_BYTES) {
            primary.finish(context, -Errno.EINVAL);
            return;
        }
        MemorySegment body = request.body();
        long at = request.bodyOffset();
        long transaction = body.get(FsRequest.LONG, at + 8);
        PreparedStep step = find(transaction, body.get(FsRequest.INT, at + 4));
        if (step == null) {
            // Decided before, or never promised; what was decided may not be durable yet.
            remember(transaction);
            primary.answer(context, 0, primary.state().sequence());
            return;
        }
        decide(step, body.get(FsRequest.INT, at + 16) == 1, context);
    }

    private void decide(PreparedStep step, boolean commit, RequestContext context) {
        subject = step;
        commits = commit;
        int status = context.execute(decide);
        if (primary.complete(context, status)) {
            remember(step.message.transaction());
            prepared.remove(step);
            if (step.message.kind() != StepMessage.MAKE) {
                locks.remove(StepEffects.lockOf(step.message));
            }
            server.memory().giveStep(step);
            primary.unpark();
        }
    }

    private int executeDecide(io.heddle.meta.internal.ops.OpContext opContext) {
        RequestContext context = (RequestContext) opContext;
        var record = context.record();
        StepMessage step = subject.message;
        if (commits) {
            effects.commit(step, context);
        } else {
            effects.abort(step, context);
        }
        MemorySegment small = server.memory().small;
        TransactionKey.set(small, TransactionKey.PREPARED, step.transaction(), step.index());
        record.delete(small, 0, TransactionKey.BYTES);
        return 0;
    }

    /** Asks coordinators of old promises what they decided. */
    void tick(long nowNs) {
        for (int i = 0; i < prepared.size(); i++) {
            PreparedStep step = prepared.get(i);
            server.wantTick();
            if (!step.inquiring && nowNs >= step.inquireAtNs) {
                inquire(step, nowNs);
            }
        }
    }

    private void inquire(PreparedStep step, long nowNs) {
        MemorySegment small = server.memory().small;
        small.asSlice(0, INQUIRE_BYTES).fill((byte) 0);
        small.set(FsRequest.INT, 0, step.message.coordinator());
        small.set(FsRequest.LONG, 8, step.message.transaction());
        long transaction = step.message.transaction();
        int index = step.message.index();
        step.inquireAtNs = nowNs + PATIENCE_NS;
        step.inquiring = server.callPrimary(
                Opcode.INQUIRE,
                step.message.coordinator(),
                small,
                INQUIRE_BYTES,
                (token, status, body, offset, bytes) -> onInquired(transaction, index, status),
                transaction);
    }

    private void onInquired(long transaction, int index, int status) {
        PreparedStep step = find(transaction, index);
        if (step == null || !primary.isServing()) {
            return;
        }
        step.inquiring = false;
        if (status != Coordinator.COMMITTED && status != Coordinator.ABORTED) {
            return;
        }
        RequestContext context = server.takeContext();
        if (context != null) {
            context.startOwn(primary);
            decide(step, status == Coordinator.COMMITTED, context);
        }
    }

    private @Nullable PreparedStep find(long transaction, int index) {
        for (int i = 0; i < prepared.size(); i++) {
            if (prepared.get(i).is(transaction, index)) {
                return prepared.get(i);
            }
        }
        return null;
    }

    private void remember(long transaction) {
        decided[decidedCount++ & REMEMBERED - 1] = transaction;
    }

    private boolean isDecided(long transaction) {
        return Arrays.stream(decided).anyMatch(known -> known == transaction);
    }

    int preparedCount() {
        return prepared.size();
    }
}
