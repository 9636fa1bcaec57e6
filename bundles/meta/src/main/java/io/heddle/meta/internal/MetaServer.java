package io.heddle.meta.internal;

import io.heddle.drive.Drive;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.BucketMap;
import io.heddle.layout.ClusterView;
import io.heddle.meta.internal.ops.Operation;
import io.heddle.net.EvidenceLog;
import io.heddle.runtime.Agent;
import io.heddle.runtime.Env;
import io.heddle.runtime.Loop;
import io.heddle.runtime.Timer;
import io.heddle.transport.Endpoint;
import io.heddle.transport.InboundRequest;
import io.heddle.transport.KeySource;
import io.heddle.transport.ReplyHandler;
import io.heddle.transport.Session;
import io.heddle.transport.Transport;
import io.heddle.wire.Status;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.IntFunction;

/** The agent of one server: its endpoint, its drive and its replicas of buckets. */
final class MetaServer implements Agent {
    private static final long TICK_NS = 20_000_000;

    /** Operations across buckets at once; what is beyond asks again. */
    private static final int TRANSACTIONS = 128;

    /** Slots of a session that steps leave to records: a step's answer needs records to go on. */
    private static final int RESERVED_SLOTS = 32;

    private final int id;
    private final int copies;
    private final ShardConfig config;
    private final Env env;
    private final Drive drive;
    private final ClusterView cluster;
    private final Endpoint endpoint;
    private final ShardMemory memory;
    private final ContextPool contexts;
    private final ShardCounters counters;
    private final JournalWitness journals;
    private final IntFunction<@Nullable Operation> operations;
    private final Timer tick;
    private final Reports reports;
    private final Liveness liveness;
    private final LocalCalls local;
    private final FileSystemLimits limits;
    private final RequestRouter router = new RequestRouter(this);
    private final ArrayDeque<Transaction> transactions = new ArrayDeque<>();
    private int transactionsMade;
    private final ArrayList<ReplicatedLog> flushing = new ArrayList<>();
    private @Nullable BucketReplica[] replicas = {};
    private volatile @Nullable BucketMap newMap;
    private long mapVersion = -1;
    private boolean firstMap;
    private boolean closed;

    /**
     * @param loop where it lives
     * @param env of this server: its disk is the drive's
     * @param memory borrowed: the caller frees it after the drive was closed, which may be reading into it
     * @param operations by opcode; null for one that does not exist
     */
    MetaServer(
            ShardConfig config,
            Loop loop,
            Env env,
            Drive drive,
            ClusterView cluster,
            Transport transport,
            KeySource keys,
            ShardMemory memory,
            IntFunction<@Nullable Operation> operations) {
        id = config.id();
        copies = config.copies();
        this.config = config;
        this.env = env;
        this.drive = drive;
        this.cluster = cluster;
        counters = new ShardCounters(env.counters(), id);
        journals = new JournalWitness(id);
        this.memory = memory;
        this.operations = operations;
        contexts = new ContextPool(memory);
        tick = env.timer(this::onTick);
        reports = new Reports(this, cluster);
        liveness = new Liveness(this);
        local = new LocalCalls(this, memory.arena());
        limits = new FileSystemLimits(cluster);
        endpoint = transport.endpoint(id, loop, cluster.addresses(), keys, router);
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

    /** A bucket has something to send at the end of this turn. */
    void wantFlush(ReplicatedLog log) {
        flushing.add(log);
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
        firstMap = mapVersion < 0;
        limits.refresh();
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

    /** Gives a request of another bucket of this server to its bucket. */
    void route(InboundRequest request) {
        router.onRequest(request);
    }

    /** The replica of a bucket, if it is here. */
    @Nullable
    BucketReplica find(int bucket) {
        return bucket >= 0 && bucket < replicas.length ? replicas[bucket] : null;
    }

    /** A primary with a newer map may know that this server holds the bucket before it does. */
    @Nullable
    BucketReplica findOrOpen(int bucket) {
        if (bucket < 0 || bucket >= replicas.length) {
            return null;
        }
        BucketReplica replica = replicas[bucket];
        return replica == null ? open(bucket) : replica;
    }

    /** Keys in the states of the buckets that it leads. */
    long keys() {
        long keys = 0;
        for (BucketReplica replica : replicas) {
            if (replica != null && replica.primary() != null) {
                keys += replica.state().store().size();
            }
        }
        return keys;
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

    FileSystemLimits limits() {
        return limits;
    }

    /** Blocks of a file system in the buckets that it leads. */
    long usedBlocks(int fileSystem) {
        long blocks = 0;
        for (BucketReplica replica : replicas) {
            BucketPrimary primary = replica == null ? null : replica.primary();
            blocks += primary == null ? 0 : primary.quota().usage().blocks(fileSystem);
        }
        return blocks;
    }

    Liveness liveness() {
        return liveness;
    }

    void report(int bucket, int server, String why) {
        reports.report(bucket, server, why, env.nanoTime());
        wantTick();
    }

    /** Locks end with the primary that held them: whoever relied on one has to know. */
    void reportLostLocks(int bucket, int locks) {
        env.events()
                .raise(
                        "locks-lost",
                        "bucket " + bucket,
                        "file locks were lost when the primary of bucket " + bucket + " changed",
                        locks + " locks, held by server " + id,
                        "Restart the programs that lock files there.");
    }

    /** The drive serves nothing any more: this server leaves all its buckets. */
    void driveFailed() {
        String failure = drive.failure();
        reports.driveFailed(id, failure == null ? "a record could not be written" : failure);
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

    /** What a primary hears of a backup that does not serve: whether its drive failed, or it only stops. */
    int refusal() {
        return drive.failure() == null ? Status.RETRY : -Errno.EIO;
    }

    /** A primary is level with its replicas and serves from now on. */
    void onServing(BucketPrimary primary) {
        env.events().clear("bucket-recovering", "bucket " + primary.state().bucket());
    }

    JournalWitness journals() {
        return journals;
    }

    /** Ends the record of its journals, with how far the buckets that it leads are durable. */
    EvidenceLog closeJournals() {
        for (BucketReplica replica : replicas) {
            BucketPrimary primary = replica == null ? null : replica.primary();
            if (primary != null) {
                journals.committed(replica.bucket(), primary.log().committed());
            }
        }
        return journals.close();
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
        if (node == id) {
            return local.call(opcode, epoch, body, bytes, handler, token);
        }
        Session session = session(node);
        return session.freeSlots() > RESERVED_SLOTS
                && session.call(
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

    /** Whether a bucket that begins to serve with the map of now forgets all clients. */
    boolean evictsAtStart() {
        return config.freshProcess() && firstMap;
    }

    ShardConfig config() {
        return config;
    }

    int copies() {
        return copies;
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
