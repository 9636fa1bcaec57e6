package io.heddle.meta.internal;

import io.heddle.drive.BucketState;
import io.heddle.drive.RecordWriter;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.Replicas;
import io.heddle.meta.internal.ops.Operation;
import io.heddle.transport.InboundRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.Status;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;

/**
 * The primary of a bucket: executes operations, replicates their records and holds every answer until
 * all that it tells is durable on all in-sync replicas. Records are applied when they are appended, so
 * operations follow each other without waiting for the drives.
 */
final class BucketPrimary {
    private static final Operation ALWAYS_CROSSES = context -> Operation.CROSS;

    private final MetaServer server;
    private final BucketState state;
    private final ReplyTable replies;
    private final InodeNumbers inodes;
    private final Roots roots;
    private final Coordinator coordinator;
    private final Participant participant;
    private final Eviction eviction;
    private final BlockRepair repair;
    private final Quota quota;
    private final boolean evicts;
    private final ArrayDeque<RequestContext> parked = new ArrayDeque<>();
    private final DirtyTable dirty = new DirtyTable();
    private final RunningRequests running = new RunningRequests();
    private final ReplicatedLog log;
    private boolean serving;
    private boolean deposed;
    private boolean loaded;
    private boolean unparking;
    private boolean wantUnpark;
    private long lastNowNs;

    BucketPrimary(MetaServer server, BucketReplica replica) {
        this.server = server;
        state = replica.state();
        replies = new ReplyTable(state, server.memory().small);
        inodes = new InodeNumbers(state, server.memory().small);
        roots = new Roots(server, this);
        coordinator = new Coordinator(server, this);
        participant = new Participant(server, this);
        eviction = new Eviction(server, this);
        repair = new BlockRepair(server, this);
        quota = new Quota(server, this);
        evicts = server.evictsAtStart();
        log = new ReplicatedLog(server, this, replica);
    }

    /** Leads an epoch: the first one, or the next after a change of the in-sync replicas. */
    void lead(Replicas next) {
        serving = false;
        log.lead(next);
    }

    /** All records are on all replicas: when the epoch is new, the bucket serves from now on. */
    void onAllCommitted() {
        if (serving) {
            return;
        }
        serving = true;
        inodes.load();
        quota.load();
        roots.ensureAll();
        if (!loaded) {
            loaded = true;
            participant.load(server.env().nanoTime());
            coordinator.load();
            if (evicts) {
                eviction.collect();
            }
        }
        server.onServing(this);
        server.wantTick();
    }

    /** Another server leads now: whoever still waits here asks there. */
    void depose() {
        if (server.journals().isOpen()) {
            server.journals().committed(state.bucket(), log.committed());
        }
        deposed = true;
        serving = false;
        log.close();
        log.refuseHeld(Status.STALE_EPOCH);
        while (!parked.isEmpty()) {
            finish(parked.remove(), Status.STALE_EPOCH);
        }
        quota.drop();
        coordinator.drop();
        participant.drop();
        int locks = server.memory().operations.forgetLocks(state.bucket());
        if (locks > 0) {
            server.reportLostLocks(state.bucket(), locks);
        }
    }

    /** What a timer does. */
    void tick(long nowNs) {
        log.tick(nowNs);
        if (serving) {
            coordinator.tick(nowNs);
            participant.tick(nowNs);
            eviction.tick();
            quota.tick(nowNs);
        }
    }

    void onRequest(InboundRequest inbound) {
        if (!serving) {
            server.counters().retries.increment();
            inbound.reply(Status.RETRY);
            return;
        }
        if (inbound.opcode() == Opcode.QUOTA) {
            quota.onMessage(inbound);
            return;
        }
        RequestContext context = server.takeContext();
        if (context == null) {
            server.counters().refused.increment();
            inbound.reply(Status.RETRY);
            return;
        }
        if (RequestContext.isStep(inbound)) {
            onStep(context, inbound);
            return;
        }
        if (!context.start(this, inbound)) {
            finish(context, -Errno.EINVAL);
            return;
        }
        if (Roots.isRoot(context.request().inode())) {
            roots.ensure(context.request().inode());
        }
        Operation operation = operation(context);
        if (operation == null) {
            finish(context, -Errno.ENOSYS);
        } else if (!Opcode.isMutation(context.opcode) || admitOnce(context)) {
            run(context, operation);
        }
    }

    private @Nullable Operation operation(RequestContext context) {
        Operation operation = server.operation(context.opcode);
        return operation == null && Coordinator.plan(context.opcode) != null
                ? ALWAYS_CROSSES
                : operation;
    }

    /** A message of two-phase commit. */
    private void onStep(RequestContext context, InboundRequest inbound) {
        context.startStep(this, inbound);
        if (inbound.opcode() == Opcode.PREPARE) {
            participant.onPrepare(inbound, context);
        } else if (inbound.opcode() == Opcode.DECIDE) {
            participant.onDecide(inbound, context);
        } else {
            context.inbound = null;
            release(context);
            coordinator.onInquire(inbound);
        }
    }

    /** Whether the mutation is to be executed; otherwise it was answered here. */
    private boolean admitOnce(RequestContext context) {
        if (log.replicaCount() < server.fewestReplicas()) {
            server.counters().retries.increment();
            finish(context, Status.RETRY);
            return false;
        }
        long client = context.request().client();
        long number = context.request().request();
        if (client == 0) {
            return true;
        }
        if (running.contains(client, number)) {
            // The first one's answer goes to a dead session; the next attempt finds it in the
            // table.
            server.counters().duplicates.increment();
            finish(context, Status.RETRY);
            return false;
        }
        int bytes = replies.find(client, number);
        if (bytes >= 0) {
            server.counters().duplicates.increment();
            replies.copyBody(server.memory().reply, bytes);
            context.replyBytes(bytes);
            answer(context, replies.status(), state.sequence());
            return false;
        }
        running.add(client, number);
        context.running = true;
        context.client = client;
        context.number = number;
        return true;
    }

    private void run(RequestContext context, Operation operation) {
        if (context.namesAny(participant.locks())) {
            // Between two steps of a transaction an entry may name an inode that is gone.
            park(context);
            return;
        }
        server.counters().operations.increment();
        int status = context.execute(operation);
        if (status == Operation.WAIT) {
            return;
        }
        if (context.touchesAny(participant.locks())) {
            park(context);
        } else if (status == Operation.ROOM) {
            context.dropRecord();
            quota.allowances().park(context);
        } else if (status == Operation.CROSS) {
            coordinator.begin(context);
        } else {
            complete(context, status);
        }
    }

    /** Waits until a transaction has decided; then the request is executed from its start. */
    void park(RequestContext context) {
        context.dropRecord();
        parked.add(context);
        server.counters().parked.increment();
    }

    /** Locks were given up: whoever waited tries again. A transaction that ends by that asks once more. */
    void unpark() {
        wantUnpark = true;
        if (unparking) {
            return;
        }
        unparking = true;
        while (wantUnpark && !deposed) {
            wantUnpark = false;
            for (int i = parked.size(); i > 0 && !parked.isEmpty(); i--) {
                RequestContext context = parked.remove();
                Operation operation = operation(context);
                if (operation == null || !serving) {
                    finish(context, Status.RETRY);
                } else {
                    run(context, operation);
                }
            }
        }
        unparking = false;
    }

    /** The blocks, or the answer about space, that an operation waited for are there. */
    void resume(RequestContext context) {
        Operation operation = context.operation;
        if (!serving || operation == null) {
            finish(context, deposed ? Status.STALE_EPOCH : Status.RETRY);
            return;
        }
        run(context, operation);
    }

    /**
     * An operation has its outcome: replicates its record, then answers when that may be.
     *
     * @return whether a record was appended; without one a negative status was answered
     */
    boolean complete(RequestContext context, int status) {
        int outcome = status;
        if (outcome >= 0 && context.recordBegun()) {
            outcome = publish(context, status);
            if (outcome == 0) {
                answer(context, status, state.sequence());
                return true;
            }
            context.replyBytes(0);
        }
        context.transaction = null;
        if (outcome >= 0 && context.running && server.journals().isOpen()) {
            server.journals()
                    .unchanged(context.client, context.number, server.env().nanoTime());
        }
        answer(context, outcome, context.newestSeen(dirty, state.sequence()));
        return false;
    }

    /** Answers with what lies in the reply memory as soon as {@code sequence} is committed. */
    void answer(RequestContext context, int status, long sequence) {
        if (sequence <= log.committed()) {
            context.answerNow(status);
            release(context);
        } else if (context.keepReply(status)) {
            log.hold(context, sequence);
        } else {
            // It was executed perhaps; the next attempt finds the reply in the table.
            server.counters().refused.increment();
            finish(context, Status.RETRY);
        }
    }

    /** Ends the context's record, appends it here and sends it out. @return 0 or a negative status */
    private int publish(RequestContext context, int status) {
        if (log.isWindowFull()) {
            server.counters().refused.increment();
            return Status.RETRY;
        }
        if (!inodes.has(context.inodesTaken())) {
            return -Errno.ENOSPC;
        }
        RecordWriter record = server.memory().record;
        if (context.running) {
            replies.add(
                    record,
                    context.request(),
                    status,
                    server.memory().reply,
                    context.replyLength());
        }
        coordinator.forget(record);
        if (context.inodesTaken() > 0) {
            inodes.save(record, context.inodesTaken());
        }
        int outcome = append();
        if (outcome == 0) {
            inodes.took(context.inodesTaken());
            context.markChanged(dirty, state.sequence());
        }
        return outcome;
    }

    private int append() {
        RecordWriter record = server.memory().record;
        quota.usage().look(record.memory(), record.end());
        int status = log.append();
        if (status == 0) {
            quota.usage().apply();
        }
        coordinator.forgot(status == 0);
        return status;
    }

    /** Appends a record that no client asked for and that changes one inode. @return whether it was taken */
    boolean appendOwn(long inode) {
        boolean taken = !log.isWindowFull() && append() == 0;
        if (taken) {
            dirty.changed(inode, state.sequence());
        }
        return taken;
    }

    /** Answers with a status alone, at once. */
    void finish(RequestContext context, int status) {
        context.answerStatus(status);
        release(context);
    }

    /** Gives the context of an answered request back. */
    void release(RequestContext context) {
        if (context.running) {
            running.remove(context.client, context.number);
        }
        Transaction decided = context.transaction;
        server.giveContext(context);
        if (decided != null && !deposed) {
            decided.onCommitted();
        }
    }

    BucketState state() {
        return state;
    }

    int epoch() {
        return log.epoch();
    }

    BlockRepair repair() {
        return repair;
    }

    ReplicatedLog log() {
        return log;
    }

    boolean isServing() {
        return serving;
    }

    Coordinator coordinator() {
        return coordinator;
    }

    Participant participant() {
        return participant;
    }

    Quota quota() {
        return quota;
    }

    Eviction eviction() {
        return eviction;
    }

    void beginRecord(long client, long request) {
        log.begin(client, request);
    }

    long newInode(int fileSystem, int taken) {
        return inodes.peek(fileSystem, taken);
    }

    long nowNs() {
        lastNowNs = Math.max(lastNowNs, server.env().wallTimeNs());
        return lastNowNs;
    }

    long lastChange(long inode) {
        return dirty.lastChange(inode);
    }

    void refused() {
        server.counters().refused.increment();
    }

    boolean admits(long payloadBytes, boolean freesSpace) {
        return log.admits(payloadBytes, freesSpace);
    }

    long capacityBytes() {
        return server.drive().capacityBytes();
    }

    long freeBytes() {
        return log.freeBytes();
    }
}
