package io.heddle.meta.internal;

import io.heddle.drive.Drive;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.BucketMap;
import io.heddle.layout.ClusterView;
import io.heddle.layout.InodeId;
import io.heddle.meta.internal.ops.Operation;
import io.heddle.net.LedgerSource;
import io.heddle.runtime.Agent;
import io.heddle.runtime.Env;
import io.heddle.runtime.Loop;
import io.heddle.runtime.Timer;
import io.heddle.transport.Endpoint;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.ReplyHandler;
import io.heddle.transport.RequestHandler;
import io.heddle.transport.Session;
import io.heddle.transport.Transport;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.Status;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.IntFunction;

/** The agent of one server: its endpoint, its drive and its replicas of buckets. */
final class MetaServer implements Agent, RequestHandler {
    private static final long TICK_NS = 20_000_000;

    /** Operations across buckets at once; what is beyond asks again. */
    private static final int TRANSACTIONS = 128;

    private final int id;
    private final int copies;
    private final Env env;
    private final Drive drive;
    private final ClusterView cluster;
    private final Endpoint endpoint;
    private final ShardMemory memory;
    private final ContextPool contexts;
    private final ShardCounters counters;
    private final ExecutedKeys executed = new ExecutedKeys();
    private final IntFunction<@Nullable Operation> operations;
    private final Timer tick;
    private final Reports reports;
    private final Liveness liveness;
    private final LocalCalls local;
    private final ArrayDeque<Transaction> transactions = new ArrayDeque<>();
    private int transactionsMade;
    private final ArrayList<BucketPrimary> flushing = new ArrayList<>();
    private @Nullable BucketReplica[] replicas = {};
    private volatile @Nullable BucketMap newMap;
    private long mapVersion = -1;
    private boolean closed;

    /**
     * @param loop where it lives
     * @param env of this server: its disk is the drive's
     * @param copies copies of every byte that the cluster wants
     * @param memory borrowed: the caller frees it after the drive was closed, which may be reading into it
     * @param operations by opcode; null for one that does not exist
     */
    MetaServer(
            int id,
            int copies,
            Loop loop,
            Env env,
            Drive drive,
            ClusterView cluster,
            Transport transport,
            ShardMemory memory,
            IntFunction<@Nullable Operation> operations) {
        this.id = id;
        this.copies = copies;
        this.env = env;
        this.drive = drive;
        this.cluster = cluster;
        counters = new ShardCounters(env.counters(), id);
        this.memory = memory;
        this.operations = operations;
        contexts = new ContextPool(memory);
        tick = env.timer(this::onTick);
        reports = new Reports(this, cluster);
        liveness = new Liveness(this);
        local = new LocalCalls(this, memory.arena());
        endpoint = transport.endpoint(id, loop, cluster.addresses(), this);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public String name() {
        return "meta " + id;
    }

    /** A new map; any thread. It is taken in the next turn of the loop. */
    void announce(BucketMap map) {
        newMap = map;
    }

    @Override
    public int poll(long nowNs) {
        BucketMap map = newMap;
        if (map == null) {
            return 0;
        }
        newMap = null;
        onMap(map);
        return 1;
    }

    /** A primary has something to send at the end of this turn. */
    void wantFlush(BucketPrimary primary) {
        flushing.add(primary);
    }

    @Override
    public void flush() {
        if (!flushing.isEmpty()) {
            long now = env.nanoTime();
            for (int i = 0; i < flushing.size(); i++) {
                flushing.get(i).flush(now);
            }
            flushing.clear();
        }
    }

    private void onMap(BucketMap map) {
        if (map.version() <= mapVersion || closed) {
            return;
        }
        mapVersion = map.version();
        if (replicas.length < map.bucketCount()) {
            replicas = Arrays.copyOf(replicas, map.bucketCount());
        }
        if (drive.failure() != null) {
            driveFailed();
            return;
        }
        for (int bucket = 0; bucket < map.bucketCount(); bucket++) {
            BucketReplica replica = replicas[bucket];
            if (replica == null && map.of(bucket).contains(id)) {
                replica = open(bucket);
            }
            if (replica != null) {
                replica.onReplicas(map.of(bucket));
            }
        }
    }

    private BucketReplica open(int bucket) {
        var replica = new BucketReplica(this, drive.bucket(bucket));
        replicas[bucket] = replica;
        return replica;
    }

    @Override
    public void onRequest(InboundRequest request) {
        int opcode = request.opcode();
        if (opcode == Opcode.ECHO) {
            request.reply(
                    0,
                    request.body(),
                    request.bodyOffset(),
                    request.bodyBytes(),
                    MemorySegment.NULL,
                    0,
                    0);
        } else if (!isServing()) {
            request.reply(opcode == Opcode.REPLICATE ? -Errno.EIO : Status.RETRY);
        } else if (opcode == Opcode.STATFS) {
            statFs(request);
        } else if (opcode < Opcode.REPLICATE) {
            onFileRequest(request);
        } else if (request.bodyBytes() < Long.BYTES) {
            request.reply(-Errno.EINVAL);
        } else {
            onPeerRequest(request);
        }
    }

    private void onFileRequest(InboundRequest request) {
        if (request.bodyBytes() < FsRequest.HEADER_BYTES) {
            request.reply(-Errno.EINVAL);
            return;
        }
        long inode = request.body().get(FsRequest.LONG, request.bodyOffset() + 24);
        BucketReplica replica = find(InodeId.bucket(inode));
        if (replica == null) {
            counters.stale.increment();
            request.reply(Status.STALE_EPOCH);
        } else {
            replica.onRequest(request);
        }
    }

    private void onPeerRequest(InboundRequest request) {
        MemorySegment body = request.body();
        long at = request.bodyOffset();
        switch (request.opcode()) {
            case Opcode.REPLICATE -> {
                if (request.bodyBytes() < BucketBackup.HEAD_BYTES + Records.HEADER_BYTES) {
                    request.reply(-Errno.EINVAL);
                    return;
                }
                BucketReplica replica =
                        findOrOpen(Records.bucket(body, at + BucketBackup.HEAD_BYTES));
                if (replica == null) {
                    request.reply(Status.RETRY);
                } else {
                    replica.onReplicate(request);
                }
            }
            case Opcode.BUCKET_END, Opcode.FETCH_RECORDS -> {
                BucketReplica replica = findOrOpen(body.get(FsRequest.INT, at));
                if (replica == null) {
                    request.reply(Status.RETRY);
                } else if (request.opcode() == Opcode.BUCKET_END) {
                    replica.onBucketEnd(request);
                } else if (request.bodyBytes() < 16) {
                    request.reply(-Errno.EINVAL);
                } else {
                    replica.onFetch(request, body.get(FsRequest.LONG, at + 8));
                }
            }
            case Opcode.PREPARE, Opcode.DECIDE, Opcode.INQUIRE -> {
                BucketReplica replica = find(body.get(FsRequest.INT, at));
                if (replica == null) {
                    request.reply(Status.STALE_EPOCH);
                } else {
                    replica.onRequest(request);
                }
            }
            default -> request.reply(-Errno.ENOSYS);
        }
    }

    private @Nullable BucketReplica find(int bucket) {
        return bucket >= 0 && bucket < replicas.length ? replicas[bucket] : null;
    }

    /** A primary with a newer map may know that this server holds the bucket before it does. */
    private @Nullable BucketReplica findOrOpen(int bucket) {
        if (bucket < 0 || bucket >= replicas.length) {
            return null;
        }
        BucketReplica replica = replicas[bucket];
        return replica == null ? open(bucket) : replica;
    }

    private void statFs(InboundRequest request) {
        long inodes = 0;
        for (BucketReplica replica : replicas) {
            if (replica != null && replica.primary() != null) {
                inodes += replica.state().store().size();
            }
        }
        MemorySegment small = memory.small;
        small.set(FsRequest.LONG, 0, drive.capacityBytes() / copies);
        small.set(FsRequest.LONG, 8, drive.freeBytes() / copies);
        small.set(FsRequest.LONG, 16, inodes);
        small.set(FsRequest.LONG, 24, drive.freeBytes() / Drive.BLOCK_BYTES);
        request.reply(0, small, 0, 32, MemorySegment.NULL, 0, 0);
    }

    /** Something waits for time to pass. */
    void wantTick() {
        if (!tick.isArmed() && !closed) {
            tick.startAt(env.nanoTime() + TICK_NS);
        }
    }

    private void onTick() {
        long now = env.nanoTime();
        if (drive.failure() != null) {
            driveFailed();
            return;
        }
        for (BucketReplica replica : replicas) {
            BucketPrimary primary = replica == null ? null : replica.primary();
            if (primary != null) {
                primary.tick(now);
            }
        }
    }

    Liveness liveness() {
        return liveness;
    }

    void report(int bucket, int server, String why) {
        reports.report(bucket, server, why, env.nanoTime());
        wantTick();
    }

    /** The drive serves nothing any more: this server leaves all its buckets. */
    void driveFailed() {
        String failure = drive.failure();
        reports.driveFailed(id, failure == null ? "a record could not be written" : failure);
        for (BucketReplica replica : replicas) {
            if (replica != null) {
                report(replica.bucket(), id, "its drive failed");
            }
        }
        BucketMap map = cluster.map();
        for (int bucket = 0; bucket < map.bucketCount(); bucket++) {
            if (map.of(bucket).contains(id)) {
                report(bucket, id, "its drive failed");
            }
        }
    }

    /** Buckets that it leads. */
    int primaries() {
        int count = 0;
        for (BucketReplica replica : replicas) {
            count += replica != null && replica.primary() != null ? 1 : 0;
        }
        return count;
    }

    /** Buckets that it holds in sync. */
    int inSync() {
        int count = 0;
        for (var bucket : cluster.map().buckets()) {
            count += bucket.contains(id) ? 1 : 0;
        }
        return count;
    }

    /** Whether a bucket that it leads does not serve yet. */
    boolean isRecovering() {
        for (BucketReplica replica : replicas) {
            BucketPrimary primary = replica == null ? null : replica.primary();
            if (primary != null && !primary.isServing()) {
                return true;
            }
        }
        return mapVersion < 0;
    }

    boolean isServing() {
        return !closed && drive.failure() == null;
    }

    /** A primary is level with its replicas and serves from now on. */
    void onServing(BucketPrimary primary) {
        env.events().clear("bucket-recovering", "bucket " + primary.state().bucket());
    }

    void executed(long client, long request) {
        if (executed.isOpen()) {
            executed.add(LedgerSource.key(client, request));
        }
    }

    ExecutedKeys executedKeys() {
        return executed;
    }

    @Nullable
    Operation operation(int opcode) {
        return operations.apply(opcode);
    }

    /** The primary of a bucket, if it is here. */
    @Nullable
    BucketPrimary primaryOf(int bucket) {
        BucketReplica replica = find(bucket);
        return replica == null ? null : replica.primary();
    }

    /** Requests that wait for blocks, for replicas or for other buckets. */
    int contextsTaken() {
        return contexts.taken();
    }

    @Nullable
    RequestContext takeContext() {
        return contexts.take();
    }

    void giveContext(RequestContext context) {
        contexts.give(context);
    }

    /**
     * Calls the primary of a bucket, here or elsewhere, with a short body.
     *
     * @return false when it does not go now
     */
    boolean callPrimary(
            int opcode,
            int bucket,
            MemorySegment body,
            int bytes,
            ReplyHandler handler,
            long token) {
        BucketMap map = cluster.map();
        if (bucket < 0 || bucket >= map.bucketCount() || map.of(bucket).primary() < 0) {
            return false;
        }
        int node = map.of(bucket).primary();
        int epoch = map.of(bucket).epoch();
        return node == id
                ? local.call(opcode, epoch, body, bytes, handler, token)
                : session(node)
                                .call(
                                        opcode,
                                        epoch,
                                        body,
                                        0,
                                        bytes,
                                        MemorySegment.NULL,
                                        0,
                                        0,
                                        handler,
                                        token)
                        == 0;
    }

    /** A transaction, or null when too many are under way. */
    @Nullable
    Transaction takeTransaction() {
        Transaction transaction = transactions.poll();
        if (transaction == null && transactionsMade < TRANSACTIONS) {
            return makeTransaction();
        }
        return transaction;
    }

    /** One beyond all limits, for a decision that was found after a restart. */
    Transaction makeTransaction() {
        transactionsMade++;
        return new Transaction(this, memory.arena());
    }

    void giveTransaction(Transaction transaction) {
        transactions.push(transaction);
    }

    Session session(int node) {
        return endpoint.session(node);
    }

    int id() {
        return id;
    }

    int fewestReplicas() {
        return Math.min(2, copies);
    }

    Env env() {
        return env;
    }

    Drive drive() {
        return drive;
    }

    ShardMemory memory() {
        return memory;
    }

    ShardCounters counters() {
        return counters;
    }

    ClusterView cluster() {
        return cluster;
    }

    @Override
    public void close() {
        closed = true;
        tick.cancel();
        local.close();
        for (BucketReplica replica : replicas) {
            if (replica != null) {
                replica.close();
            }
        }
    }
}
