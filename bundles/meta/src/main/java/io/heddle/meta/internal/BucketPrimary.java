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

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/**
 * The primary of a bucket: executes operations, replicates their records and holds every answer until
 * all that it tells is durable on all in-sync replicas. Records are applied when they are appended, so
 * operations follow each other without waiting for the drives.
 */
final class BucketPrimary {
    private static final Operation ALWAYS_CROSSES = context -> Operation.CROSS;

    private final MetaServer server;
    private final BucketReplica replica;
    private final BucketState state;
    private final ReplyTable replies;
    private final InodeNumbers inodes;
    private final Roots roots;
    private final Coordinator coordinator;
    private final Participant participant;
    private final ArrayDeque<RequestContext> parked = new ArrayDeque<>();
    private final HeldAnswers held = new HeldAnswers();
    private final DirtyTable dirty = new DirtyTable();
    private final RunningRequests running = new RunningRequests();
    private final long[] kept = new long[HeldAnswers.WINDOW];
    private BackupLink[] links = {};
    private boolean flushWanted;
    private Replicas replicas;
    private Recovery recovery;
    private boolean level;
    private boolean serving;
    private boolean deposed;
    private boolean loaded;
    private boolean unparking;
    private boolean wantUnpark;
    private long committed;
    private long localDurable;
    private long lastNowNs;

    BucketPrimary(MetaServer server, BucketReplica replica) {
        this.server = server;
        this.replica = replica;
        state = replica.state();
        replies = new ReplyTable(state, server.memory().small);
        inodes = new InodeNumbers(state, server.memory().small);
        roots = new Roots(server, this);
        coordinator = new Coordinator(server, this);
        participant = new Participant(server, this);
        replicas = new Replicas(state.bucket(), 0, new int[0]);
        recovery = new Recovery(server, this, new int[0]);
        recovery.close();
    }

    /** Leads an epoch: the first one, or the next after a change of the in-sync replicas. */
    void lead(Replicas next) {
        recovery.close();
        for (BackupLink link : links) {
            link.close();
        }
        replicas = next;
        level = false;
        serving = false;
        localDurable = state.durableSequence();
        int[] backups = new int[Math.max(0, next.servers().length - 1)];
        links = new BackupLink[backups.length];
        for (int i = 0; i < backups.length; i++) {
            backups[i] = next.servers()[i + 1];
            links[i] = new BackupLink(server, this, backups[i]);
        }
        recovery = new Recovery(server, this, backups);
        recovery.step(server.env().nanoTime());
    }

    /** The replicas' ends are known and none is beyond the own one. */
    void onLevel(Recovery done) {
        for (int i = 0; i < links.length; i++) {
            done.startLink(links[i], i);
        }
        level = true;
        if (committed == 0) {
            // Nothing is held below: no need to walk there.
            committed = lowestDurable();
        }
        if (state.epoch() < replicas.epoch()) {
            // Voids what a primary of an older epoch may still hold alone.
            server.memory()
                    .record
                    .begin(
                            state.bucket(),
                            replicas.epoch(),
                            state.sequence() + 1,
                            state.chain(),
                            0,
                            0);
            append();
        }
        advance();
        server.wantTick();
    }

    /** Another server leads now: whoever still waits here asks there. */
    void depose() {
        deposed = true;
        serving = false;
        recovery.close();
        for (BackupLink link : links) {
            link.close();
        }
        for (long sequence = committed + 1;
                sequence <= state.sequence() + 1 && held.count() > 0;
                sequence++) {
            RequestContext list = held.take(sequence);
            while (list != null) {
                RequestContext next = list.next;
                finish(list, Status.STALE_EPOCH);
                list = next;
            }
        }
        while (!parked.isEmpty()) {
            finish(parked.remove(), Status.STALE_EPOCH);
        }
        coordinator.drop();
        participant.drop();
        server.memory().operations.forgetLocks(state.bucket());
    }

    /** The turn ends: what it has collected for the backups goes out. */
    void flush(long nowNs) {
        flushWanted = false;
        for (BackupLink link : links) {
            link.flush(nowNs);
        }
    }

    /** Where a record is kept that did not go at once, see {@link RecordTail}. */
    long kept(long sequence) {
        return kept[(int) sequence & HeldAnswers.WINDOW - 1];
    }

    /** What a timer does: recovery goes on, late records are sent, silent backups raise an alert. */
    void tick(long nowNs) {
        recovery.step(nowNs);
        if (!level) {
            return;
        }
        for (BackupLink link : links) {
            link.pump(nowNs);
            if (server.liveness().isSilent(link, nowNs)) {
                server.liveness().alert(link.node());
            }
            if (!link.isLevel()) {
                server.wantTick();
            }
        }
        if (serving) {
            coordinator.tick(nowNs);
            participant.tick(nowNs);
        }
    }

    void onRequest(InboundRequest inbound) {
        if (!serving) {
            server.counters().retries.increment();
            inbound.reply(Status.RETRY);
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
        if (replicas.servers().length < server.fewestReplicas()) {
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
        server.counters().operations.increment();
        int status = context.execute(operation);
        if (status == Operation.WAIT) {
            return;
        }
        if (context.touchesAny(participant.locks())) {
            park(context);
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

    /** The blocks that an operation waited for are there. */
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
        answer(context, outcome, context.newestSeen(dirty, state.sequence()));
        return false;
    }

    /** Answers with what lies in the reply memory as soon as {@code sequence} is committed. */
    void answer(RequestContext context, int status, long sequence) {
        if (sequence <= committed) {
            context.answerNow(status);
            release(context);
        } else if (context.keepReply(status)) {
            held.hold(context, sequence);
        } else {
            // It was executed perhaps; the next attempt finds the reply in the table.
            server.counters().refused.increment();
            finish(context, Status.RETRY);
        }
    }

    /** Ends the context's record, appends it here and sends it out. @return 0 or a negative status */
    private int publish(RequestContext context, int status) {
        if (isWindowFull()) {
            server.counters().refused.increment();
            return Status.RETRY;
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
            if (context.running) {
                server.executed(context.client, context.number);
            }
        }
        return outcome;
    }

    private boolean isWindowFull() {
        return state.sequence() + 2 - committed >= HeldAnswers.WINDOW;
    }

    /** Ends the shard's record and replicates it. @return 0, -ENOSPC or RETRY */
    private int append() {
        RecordWriter record = server.memory().record;
        int bytes = record.end();
        long sequence = state.sequence() + 1;
        int status = replica.append(record.memory(), 0, bytes, sequence);
        if (status == 0) {
            server.counters().records.increment();
            boolean gone = true;
            for (BackupLink link : links) {
                gone &= link.offer(sequence, record.memory(), bytes);
            }
            if (!gone) {
                kept[(int) sequence & HeldAnswers.WINDOW - 1] =
                        server.memory().tail.add(state.bucket(), sequence, record.memory(), bytes);
            }
            if (!flushWanted && links.length > 0) {
                flushWanted = true;
                server.wantFlush(this);
            }
            return 0;
        }
        if (status == -Errno.EIO) {
            server.driveFailed();
        }
        return status == -Errno.ENOSPC ? status : Status.RETRY;
    }

    /** Appends a record that no client asked for and that changes one inode. @return whether it was taken */
    boolean appendOwn(long inode) {
        boolean taken = !isWindowFull() && append() == 0;
        if (taken) {
            dirty.changed(inode, state.sequence());
        }
        return taken;
    }

    /** A record that another replica had beyond this one. @return 0 or -errno */
    int appendFetched(MemorySegment record, long offset, int bytes) {
        return replica.append(record, offset, bytes, Records.sequence(record, offset));
    }

    void onLocalDurable(long sequence) {
        localDurable = sequence;
        advance();
    }

    void onAcked() {
        advance();
    }

    private long lowestDurable() {
        long lowest = localDurable;
        for (BackupLink link : links) {
            lowest = Math.min(lowest, link.acked());
        }
        return lowest;
    }

    private void advance() {
        if (!level) {
            return;
        }
        long reached = lowestDurable();
        while (committed < reached) {
            committed++;
            RequestContext list = held.take(committed);
            while (list != null) {
                RequestContext next = list.next;
                list.answerKept();
                release(list);
                list = next;
            }
        }
        server.drive().committed(state.bucket(), committed);
        if (!serving && committed == state.sequence()) {
            serving = true;
            inodes.load();
            roots.ensureAll();
            if (!loaded) {
                loaded = true;
                participant.load(server.env().nanoTime());
                coordinator.load();
            }
            server.onServing(this);
        }
    }

    /** Answers with a status alone, at once. */
    void finish(RequestContext context, int status) {
        context.answerStatus(status);
        release(context);
    }

    private void release(RequestContext context) {
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
        return replicas.epoch();
    }

    Replicas replicas() {
        return replicas;
    }

    boolean isServing() {
        return serving;
    }

    long committed() {
        return committed;
    }

    Coordinator coordinator() {
        return coordinator;
    }

    Participant participant() {
        return participant;
    }

    int heldCount() {
        return held.count();
    }

    void beginRecord(long client, long request) {
        server.memory()
                .record
                .begin(
                        state.bucket(),
                        replicas.epoch(),
                        state.sequence() + 1,
                        state.chain(),
                        client,
                        request);
    }

    long newInode(int taken) {
        return inodes.peek(taken);
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
        if (!server.drive().admits(payloadBytes, freesSpace)) {
            return false;
        }
        for (BackupLink link : links) {
            if (!freesSpace && link.freeBytes() < payloadBytes) {
                return false;
            }
        }
        return true;
    }

    long capacityBytes() {
        return server.drive().capacityBytes();
    }

    long freeBytes() {
        long free = server.drive().freeBytes();
        for (BackupLink link : links) {
            free = Math.min(free, link.freeBytes());
        }
        return free;
    }
}
