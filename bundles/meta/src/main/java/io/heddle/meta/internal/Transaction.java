package io.heddle.meta.internal;

import io.heddle.layout.InodeId;
import io.heddle.meta.internal.ops.OpContext;
import io.heddle.meta.internal.ops.Operation;
import io.heddle.meta.internal.ops.Steps;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Status;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * An operation across buckets at its coordinator, which is the bucket that got the request. Remote
 * steps are promised first; then one record of the coordinator changes its own bucket and is the
 * decision. What is in this bucket needs no lock: it is checked again with that record.
 */
final class Transaction implements Operation {
    /** A plan's outcome: answered as done, and nothing is changed. */
    static final int NOTHING_TO_DO = -5000;

    private static final int STEPS = 6;

    /** A transaction without all its promises after this is given up. */
    private static final long PATIENCE_NS = 3_000_000_000L;

    /** An abort that is not heard so often is left to the participant's inquiry. */
    private static final int ABORT_ATTEMPTS = 8;

    private enum Phase {
        STARTING,
        ASKING,
        COMMITTING,
        DECIDED,
        ABORTED
    }

    private final MetaServer server;
    private final List<RemoteStep> pool = new ArrayList<>();
    private final List<RemoteStep> remotes = new ArrayList<>();
    private final ParentWalk walk;
    private @Nullable BucketPrimary primary;
    private @Nullable RequestContext context;
    private @Nullable Plan plan;
    private Phase phase = Phase.STARTING;
    private long id;
    private long deadlineNs;
    private boolean treeHeld;

    /** Numbers that plans keep from start to commit. */
    long child;

    int childType;
    long replaced;
    int replacedType;

    /** Where the plan is; a plan that changes nothing any more is ready to commit. */
    int stage;

    Transaction(MetaServer server, Arena arena) {
        this.server = server;
        walk = new ParentWalk(server, this);
        for (int i = 0; i < STEPS; i++) {
            pool.add(new RemoteStep(server, this, arena));
        }
    }

    void begin(
            BucketPrimary primary, @Nullable RequestContext context, @Nullable Plan plan, long id) {
        this.primary = primary;
        this.context = context;
        this.plan = plan;
        this.id = id;
        phase = Phase.STARTING;
        deadlineNs = server.env().nanoTime() + PATIENCE_NS;
        treeHeld = false;
        child = 0;
        childType = 0;
        replaced = 0;
        replacedType = 0;
        stage = 0;
        remotes.clear();
    }

    long id() {
        return id;
    }

    MetaServer server() {
        return server;
    }

    /** The operations' steps, which share their memory. */
    Steps steps() {
        return server.memory().operations.steps();
    }

    boolean isDecided() {
        return phase == Phase.DECIDED;
    }

    /** Whether the cluster has this bucket. */
    boolean exists(int bucket) {
        return bucket < server.cluster().map().bucketCount();
    }

    BucketPrimary primary() {
        BucketPrimary current = primary;
        if (current == null) {
            throw new IllegalStateException("the transaction is not in use");
        }
        return current;
    }

    private RequestContext context() {
        RequestContext current = context;
        if (current == null) {
            throw new IllegalStateException("the transaction has no request");
        }
        return current;
    }

    private Plan plan() {
        Plan current = plan;
        if (current == null) {
            throw new IllegalStateException("the transaction has no plan");
        }
        return current;
    }

    /** Whether an inode lives in the coordinator's bucket. */
    boolean isLocal(long inode) {
        return InodeId.bucket(inode) == primary().state().bucket();
    }

    /** Adds a step at another bucket. */
    StepMessage remote(int bucket, int kind) {
        RemoteStep step = pool.get(remotes.size());
        remotes.add(step);
        return step.begin(bucket, primary().state().bucket(), id, remotes.size() - 1, kind);
    }

    /** The step of a kind, which {@link #remote} added. */
    @Nullable
    RemoteStep step(int kind) {
        for (RemoteStep step : remotes) {
            if (step.message.kind() == kind) {
                return step;
            }
        }
        return null;
    }

    ParentWalk walk() {
        return walk;
    }

    /** Locks the tree when bucket 0 is this one. @return whether it was free */
    boolean lockTree() {
        StepLocks locks = primary().participant().locks();
        if (locks.contains(StepLocks.TREE)) {
            return false;
        }
        locks.add(StepLocks.TREE);
        treeHeld = true;
        return true;
    }

    /** Starts; a context that has to wait for a lock is parked by the caller. @return false for that */
    boolean start() {
        RequestContext current = context();
        int status = current.execute(this);
        if (current.touchesAny(primary().participant().locks())) {
            return false;
        }
        go(status);
        return true;
    }

    private void go(int status) {
        if (status < 0) {
            abort(status);
            return;
        }
        phase = Phase.ASKING;
        push(server.env().nanoTime());
        onVote();
    }

    @Override
    public int execute(OpContext opContext) {
        RequestContext current = (RequestContext) opContext;
        return switch (phase) {
            case STARTING -> plan().start(this, current);
            case ASKING -> plan().proceed(this, current);
            case COMMITTING -> executeCommit(current);
            case DECIDED, ABORTED -> Status.RETRY;
        };
    }

    private int executeCommit(RequestContext current) {
        int status = plan().commit(this, current);
        if (status >= 0 && !remotes.isEmpty()) {
            putDecision(current);
        }
        return status;
    }

    /** A participant answered, or the walk up the tree ended: goes on when nothing is open. */
    void onVote() {
        if (phase != Phase.ASKING) {
            return;
        }
        int refused = walk.status();
        boolean open = walk.isWalking();
        for (RemoteStep step : remotes) {
            open |= step.state == RemoteStep.State.ASKED;
            refused = step.state == RemoteStep.State.REFUSED ? step.status : refused;
        }
        if (refused < 0) {
            abort(refused);
            return;
        }
        if (open) {
            return;
        }
        int known = remotes.size();
        int before = stage;
        RequestContext current = context();
        int status = current.execute(this);
        if (current.touchesAny(primary().participant().locks())) {
            status = Status.RETRY;
        }
        if (status < 0) {
            abort(status);
        } else if (remotes.size() > known || walk.isWalking()) {
            push(server.env().nanoTime());
        } else if (stage != before) {
            onVote();
        } else {
            commit();
        }
    }

    private void commit() {
        phase = Phase.COMMITTING;
        RequestContext current = context();
        StepLocks locks = primary().participant().locks();
        int status = current.namesAny(locks) ? Status.RETRY : current.execute(this);
        if (current.touchesAny(locks)) {
            status = Status.RETRY;
        }
        if (status < 0) {
            abort(status);
            return;
        }
        current.transaction = this;
        context = null;
        if (!primary().complete(current, status)) {
            // Answered as a failure; the participants are told so.
            abort(Status.RETRY);
        }
    }

    /** The key of the decision: it stays until all participants know. */
    private void putDecision(RequestContext current) {
        MemorySegment small = server.memory().small;
        int value = 64;
        small.set(FsRequest.INT, value, remotes.size());
        small.set(FsRequest.INT, value + 4, treeHeld ? 1 : 0);
        int at = value + 8;
        for (RemoteStep step : remotes) {
            small.set(FsRequest.INT, at, step.message.bucket());
            small.set(FsRequest.INT, at + 4, step.message.kind());
            at += 8;
        }
        TransactionKey.set(small, TransactionKey.DECISION, id, 0);
        current.record().put(small, 0, TransactionKey.BYTES, small, value, at - value);
    }

    /** Takes up a decision that was found in the state: some participants may not know it. */
    void resume(MemorySegment value, long offset) {
        int count = value.get(FsRequest.INT, offset);
        for (int i = 0; i < count; i++) {
            long at = offset + 8 + i * 8L;
            remote(value.get(FsRequest.INT, at), value.get(FsRequest.INT, at + 4));
            remotes.get(i).state = RemoteStep.State.PROMISED;
        }
        if (value.get(FsRequest.INT, offset + 4) == 1) {
            lockTree();
        }
    }

    /** The decision is durable on all replicas. */
    void onCommitted() {
        phase = Phase.DECIDED;
        for (RemoteStep step : remotes) {
            if (!step.isTree()) {
                step.tell(true);
            }
        }
        push(server.env().nanoTime());
        onTold();
    }

    private void abort(int status) {
        phase = Phase.ABORTED;
        walk.stop();
        RequestContext current = context;
        context = null;
        if (current != null) {
            current.dropRecord();
            primary().complete(current, status == NOTHING_TO_DO ? 0 : status);
        }
        for (RemoteStep step : remotes) {
            step.tell(false);
        }
        push(server.env().nanoTime());
        onTold();
    }

    /** A participant knows the decision. The tree is unlocked last: parents must be right by then. */
    void onTold() {
        boolean othersKnow = true;
        boolean allKnow = true;
        for (RemoteStep step : remotes) {
            boolean knows = step.state == RemoteStep.State.TOLD
                    || (phase == Phase.ABORTED && step.attempts() > ABORT_ATTEMPTS);
            allKnow &= knows;
            othersKnow &= knows || step.isTree();
        }
        if (phase == Phase.DECIDED && othersKnow && !allKnow) {
            for (RemoteStep step : remotes) {
                if (step.isTree() && step.state != RemoteStep.State.TELLING) {
                    step.tell(true);
                }
            }
            push(server.env().nanoTime());
        }
        if (allKnow && (phase == Phase.DECIDED || phase == Phase.ABORTED)) {
            end();
        }
    }

    private void end() {
        BucketPrimary current = primary;
        if (current == null) {
            return;
        }
        if (treeHeld) {
            current.participant().locks().remove(StepLocks.TREE);
            treeHeld = false;
        }
        boolean forgets = phase == Phase.DECIDED && !remotes.isEmpty();
        primary = null;
        current.coordinator().ended(this, forgets);
        current.unpark();
    }

    private void push(long nowNs) {
        // A local participant may answer at once and end this transaction.
        for (int i = 0; i < remotes.size(); i++) {
            remotes.get(i).push(nowNs);
        }
        walk.push(nowNs);
        server.wantTick();
    }

    void tick(long nowNs) {
        server.wantTick();
        if (phase == Phase.ASKING && nowNs > deadlineNs) {
            abort(Status.RETRY);
            return;
        }
        push(nowNs);
        if (phase == Phase.ABORTED) {
            onTold();
        }
    }

    /** The bucket is led elsewhere: its new primary knows what was decided. */
    void drop() {
        walk.stop();
        RequestContext current = context;
        context = null;
        phase = Phase.ABORTED;
        if (current != null) {
            primary().finish(current, Status.STALE_EPOCH);
        }
        for (RemoteStep step : remotes) {
            step.begin(0, 0, 0, 0, 0);
            step.state = RemoteStep.State.TOLD;
        }
        primary = null;
    }

    @Override
    public String toString() {
        return id + " " + phase + " " + remotes;
    }
}
