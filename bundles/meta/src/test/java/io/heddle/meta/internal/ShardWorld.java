package io.heddle.meta.internal;

import io.heddle.layout.InodeId;
import io.heddle.meta.internal.ops.Operation;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;
import io.heddle.transport.Endpoint;
import io.heddle.transport.Session;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Status;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** Servers on loops of their own and a client that never gives up, in one deterministic world. */
final class ShardWorld {
    static final int CLIENT = 1 << 16;
    private static final long RETRY_NS = 1_000_000;

    final SimWorld world;
    final LoopbackTransport transport;
    final FixedCluster cluster;
    final SimLoop[] loops;
    final MemoryDrive[] drives;
    final MetaServer[] servers;
    private final MemoryDrive.Medium[] media;
    private final SimLoop clientLoop;
    private final Endpoint client;
    final long incarnation;
    /** Null: the real ones. */
    private final @Nullable IntFunction<@Nullable Operation> operations;

    private final TreeSet<Long> unanswered = new TreeSet<>();
    private long number;

    /** What a client got. */
    interface Answer {
        void onAnswer(int status, MemorySegment body, int bytes);
    }

    ShardWorld(
            long seed,
            int count,
            int buckets,
            int copies,
            @Nullable IntFunction<@Nullable Operation> operations) {
        this.operations = operations;
        world = new SimWorld(seed);
        transport = new LoopbackTransport(world);
        cluster = new FixedCluster(count, buckets, copies);
        loops = new SimLoop[count];
        drives = new MemoryDrive[count];
        servers = new MetaServer[count];
        media = new MemoryDrive.Medium[count];
        for (int i = 0; i < count; i++) {
            media[i] = new MemoryDrive.Medium();
            loops[i] = world.loop("server " + i);
            start(i);
        }
        cluster.watch(map -> {
            for (int i = 0; i < count; i++) {
                servers[i].announce(map);
                loops[i].post(() -> {});
            }
        });
        clientLoop = world.loop("client");
        client = transport.endpoint(
                CLIENT, clientLoop, cluster.addresses(), request -> request.reply(-1));
        incarnation = client.incarnation();
    }

    private void start(int i) {
        drives[i] = new MemoryDrive(media[i], loops[i].env(), 30_000 + 10_000L * i);
        loops[i].run(() -> {
            var memory = new ShardMemory();
            servers[i] = new MetaServer(
                    i,
                    3,
                    loops[i],
                    loops[i].env(),
                    drives[i],
                    cluster,
                    transport,
                    memory,
                    operations == null ? memory.operations::of : operations);
            loops[i].add(drives[i]);
            loops[i].add(servers[i]);
            servers[i].announce(cluster.map());
        });
    }

    /** kill -9 and power cut: what was not durable is gone. */
    void kill(int i) {
        loops[i].kill();
        transport.kill(i);
    }

    void restart(int i) {
        loops[i] = world.restart(loops[i]);
        transport.kill(i);
        start(i);
    }

    /** Sends a request until it has an answer; a mutation keeps its number. */
    void call(int opcode, long inode, byte[] data, Answer answer) {
        var message = Arena.ofAuto().allocate(FsRequest.MAX_HEAD_BYTES + (long) data.length, 8);
        var request = new FsRequest().begin(message, 0).inode(inode).dataBytes(data.length);
        call(opcode, request, data, answer);
    }

    void call(int opcode, FsRequest request, byte[] data, Answer answer) {
        long own = ++number;
        unanswered.add(own);
        int head = request.headBytes();
        MemorySegment.copy(data, 0, request.memory(), ValueLayout.JAVA_BYTE, head, data.length);
        clientLoop.run(() -> send(opcode, request, own, head + data.length, answer));
    }

    private void send(int opcode, FsRequest request, long own, int bytes, Answer answer) {
        request.key(incarnation, own, unanswered.first());
        var replicas = cluster.map().of(InodeId.bucket(request.inode()));
        int status = client.session(replicas.primary())
                .call(
                        opcode,
                        replicas.epoch(),
                        request.memory(),
                        0,
                        bytes,
                        MemorySegment.NULL,
                        0,
                        0,
                        (token, result, body, offset, length) -> {
                            if (result == Status.RETRY
                                    || result == Status.STALE_EPOCH
                                    || result == Session.PEER_LOST) {
                                later(() -> send(opcode, request, own, bytes, answer));
                            } else {
                                unanswered.remove(own);
                                answer.onAnswer(result, body.asSlice(offset, length), length);
                            }
                        },
                        own);
        if (status != 0) {
            later(() -> send(opcode, request, own, bytes, answer));
        }
    }

    private void later(Runnable action) {
        world.after(RETRY_NS, () -> clientLoop.run(action));
    }

    int unanswered() {
        return unanswered.size();
    }

    /** Whether all replicas of all buckets hold the same keys, and are level. */
    @Nullable
    String difference() {
        for (var replicas : cluster.map().buckets()) {
            TreeMap<byte[], byte[]> first = null;
            for (int server : replicas.servers()) {
                if (loops[server].isDead()) {
                    continue;
                }
                var bucket = drives[server].bucket(replicas.bucket());
                if (bucket.durable != bucket.sequence) {
                    return "bucket " + replicas.bucket() + " of server " + server
                            + " is not durable";
                }
                if (first == null) {
                    first = bucket.keys.map;
                } else if (!equal(first, bucket.keys.map)) {
                    return "bucket " + replicas.bucket() + " differs at server " + server;
                }
            }
        }
        return null;
    }

    private static boolean equal(TreeMap<byte[], byte[]> one, TreeMap<byte[], byte[]> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (var entry : one.entrySet()) {
            if (!java.util.Arrays.equals(entry.getValue(), other.get(entry.getKey()))) {
                return false;
            }
        }
        return true;
    }

    void close() {
        for (var server : servers) {
            server.memory().close();
        }
    }
}
