package io.heddle.meta.internal;

import io.heddle.meta.internal.ops.Operation;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;
import io.heddle.transport.KeySource;
import io.heddle.wire.FsRequest;

import org.jspecify.annotations.Nullable;

import java.util.TreeMap;
import java.util.function.IntFunction;

/** Servers on loops of their own and a client that never gives up, in one deterministic world. */
final class ShardWorld {
    static final int CLIENT = 1 << 16;

    final SimWorld world;
    final LoopbackTransport transport;
    final FixedCluster cluster;
    final SimLoop[] loops;
    final MemoryDrive[] drives;
    final MetaServer[] servers;
    private final MemoryDrive.Medium[] media;
    private final PatientClient client;

    /** Whether clients count as gone when a server starts. */
    boolean fresh;

    /** Null: the real ones. */
    private final @Nullable IntFunction<@Nullable Operation> operations;

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
        SimLoop clientLoop = world.loop("client");
        var endpoint = transport.endpoint(
                CLIENT,
                clientLoop,
                cluster.addresses(),
                KeySource.OPEN,
                request -> request.reply(-1));
        client = new PatientClient(world, cluster, clientLoop, endpoint);
    }

    private void start(int i) {
        drives[i] = new MemoryDrive(media[i], loops[i].env(), 30_000 + 10_000L * i);
        loops[i].run(() -> {
            var memory = new ShardMemory();
            servers[i] = new MetaServer(
                    new ShardConfig(i, 3, fresh, 1000, 1001),
                    loops[i],
                    loops[i].env(),
                    drives[i],
                    cluster,
                    transport,
                    KeySource.OPEN,
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

    /** The server leaves its loop in order; its endpoint still hears. */
    void stop(int i) {
        loops[i].run(() -> loops[i].remove(servers[i]));
    }

    void restart(int i) {
        loops[i] = world.restart(loops[i]);
        transport.kill(i);
        servers[i].memory().close();
        start(i);
    }

    void call(int opcode, long inode, byte[] data, PatientClient.Answer answer) {
        client.call(opcode, inode, data, answer);
    }

    void call(int opcode, FsRequest request, byte[] data, PatientClient.Answer answer) {
        client.call(opcode, request, data, answer);
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
