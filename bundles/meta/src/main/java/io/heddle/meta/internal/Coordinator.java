package io.heddle.meta.internal;

import io.heddle.drive.RecordWriter;
import io.heddle.drive.StateStore;
import io.heddle.foreign.linux.Errno;
import io.heddle.transport.InboundRequest;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.Status;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The transactions that a bucket coordinates. Presumed abort: only decisions to commit are kept, under
 * 'T' 'D' u64 transaction u32 0, until all participants know them; they are deleted with later records.
 */
final class Coordinator {
    /** Answers to INQUIRE. */
    static final int COMMITTED = 1;

    static final int ABORTED = 2;
    static final int PENDING = 3;

    /** INQUIRE is u32 bucket, u32 0, u64 transaction, or with this u64 directory: its parent is asked. */
    static final int PARENT_OF = 1;

    /** Decisions that one record forgets. */
    private static final int FORGETS = 8;

    private static final long FORGET_NS = 500_000_000;

    private static final Plan[] PLANS = new Plan[64];

    static {
        PLANS[Opcode.MKDIR] = new MakeDirectoryPlan();
        PLANS[Opcode.RMDIR] = new RemovalPlan(true);
        PLANS[Opcode.UNLINK] = new RemovalPlan(false);
        PLANS[Opcode.LINK] = new LinkPlan();
        PLANS[Opcode.RENAME] = new RenamePlan();
    }

    private final MetaServer server;
    private final BucketPrimary primary;
    private final List<Transaction> active = new ArrayList<>();
    private long[] known = new long[64];
    private int knownCount;
    private int forgetting;
    private long forgetAtNs = Long.MAX_VALUE;

    Coordinator(MetaServer server, BucketPrimary primary) {
        this.server = server;
        this.primary = primary;
    }

    static @Nullable Plan plan(int opcode) {
        return opcode >= 0 && opcode < PLANS.length ? PLANS[opcode] : null;
    }

    /** Starts the transaction of a request. */
    void begin(RequestContext context) {
        Plan plan = plan(context.opcode);
        if (plan == null) {
            primary.complete(context, -Errno.EXDEV);
            return;
        }
        Transaction transaction = server.takeTransaction();
        if (transaction == null) {
            server.counters().refused.increment();
            primary.finish(context, Status.RETRY);
            return;
        }
        server.counters().transactions.increment();
        transaction.begin(primary, context, plan, server.env().randomLong());
        active.add(transaction);
        if (!transaction.start()) {
            active.remove(transaction);
            server.giveTransaction(transaction);
            primary.park(context);
        }
    }

    /** Takes up the decisions in the bucket's state, when it begins to serve. */
    void load() {
        drop();
        MemorySegment small = server.memory().small;
        small.set(FsRequest.SHORT, 0, TransactionKey.DECISION);
        StateStore.Cursor cursor = primary.state().store().cursor();
        boolean more = cursor.seek(small, 0, 2);
        var found = new ArrayList<Transaction>();
        while (more && TransactionKey.is(cursor.key(), TransactionKey.DECISION)) {
            Transaction transaction = server.makeTransaction();
            transaction.begin(primary, null, null, TransactionKey.transaction(cursor.key()));
            active.add(transaction);
            transaction.resume(cursor.value().memory(), cursor.value().offset());
            found.add(transaction);
            more = cursor.next();
        }
        found.forEach(Transaction::onCommitted);
    }

    void tick(long nowNs) {
        for (Transaction transaction : List.copyOf(active)) {
            transaction.tick(nowNs);
        }
        if (knownCount > 0) {
            server.wantTick();
            if (nowNs >= forgetAtNs) {
                primary.beginRecord(0, 0);
                forget(server.memory().record);
                primary.appendOwn(0);
            }
        }
    }

    /** All participants know how it ended. */
    void ended(Transaction transaction, boolean forgets) {
        if (forgets) {
            if (knownCount == known.length) {
                known = Arrays.copyOf(known, knownCount * 2);
            }
            known[knownCount++] = transaction.id();
            forgetAtNs = server.env().nanoTime() + FORGET_NS;
            server.wantTick();
        }
        active.remove(transaction);
        server.giveTransaction(transaction);
    }

    /** Deletes decisions that everybody knows, with a record that is made anyway. */
    void forget(RecordWriter record) {
        MemorySegment small = server.memory().small;
        forgetting = Math.min(FORGETS, knownCount);
        for (int i = 1; i <= forgetting; i++) {
            TransactionKey.set(small, TransactionKey.DECISION, known[knownCount - i], 0);
            record.delete(small, 0, TransactionKey.BYTES);
        }
    }

    /** The record of the last {@link #forget} was appended, or refused. */
    void forgot(boolean appended) {
        knownCount -= appended ? forgetting : 0;
        forgetting = 0;
    }

    /** A participant asks for a decision, or a coordinator for a directory's parent. */
    void onInquire(InboundRequest request) {
        if (request.bodyBytes() < Participant.INQUIRE_BYTES) {
            request.reply(-Errno.EINVAL);
            return;
        }
        MemorySegment small = server.memory().small;
        long subject = request.body().get(FsRequest.LONG, request.bodyOffset() + 8);
        if (request.body().get(FsRequest.INT, request.bodyOffset() + 4) == PARENT_OF) {
            long parent =
                    ParentWalk.parentOf(primary.state().store(), server.memory().stateKey, subject);
            if (parent < 0) {
                request.reply((int) parent);
                return;
            }
            small.set(FsRequest.LONG, 0, parent);
            request.reply(0, small, 0, Long.BYTES, MemorySegment.NULL, 0, 0);
            return;
        }
        request.reply(decision(subject));
    }

    private int decision(long id) {
        for (Transaction transaction : active) {
            if (transaction.id() == id) {
                return transaction.isDecided() ? COMMITTED : PENDING;
            }
        }
        MemorySegment small = server.memory().small;
        TransactionKey.set(small, TransactionKey.DECISION, id, 0);
        int bytes =
                primary.state().store().get(small, 0, TransactionKey.BYTES, new StateStore.View());
        return bytes < 0 ? ABORTED : COMMITTED;
    }

    /** Forgets all in memory: the bucket is led elsewhere, or will load it again. */
    void drop() {
        for (Transaction transaction : List.copyOf(active)) {
            transaction.drop();
            server.giveTransaction(transaction);
        }
        active.clear();
        knownCount = 0;
    }

    @Override
    public String toString() {
        return active + " to forget " + knownCount;
    }
}
