package io.heddle.meta.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.drive.Drive;
import io.heddle.drive.Drives.DriveConfig;
import io.heddle.drive.internal.DriveFactory;
import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.runtime.Env;
import io.heddle.testkit.sim.LinkFaults;
import io.heddle.testkit.sim.SimDisk;
import io.heddle.testkit.sim.SimLane;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;
import io.heddle.transport.Endpoint;
import io.heddle.transport.KeySource;
import io.heddle.transport.internal.TransportService;
import io.heddle.wire.Attr;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Six servers and a client on one loop, as shipped: transport, engine, operations and drives are the real ones. */
class RealStackTest {
    private static final int SERVERS = 6;
    private static final int CLIENT = 1 << 16;

    private SimWorld world = new SimWorld(0);
    private FixedCluster cluster = new FixedCluster(SERVERS, SERVERS, 3);
    private final List<Drive> drives = new ArrayList<>();
    private final List<MetaServer> servers = new ArrayList<>();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<SimLane> lanes = new ArrayList<>();
    private SimLoop loop = world.loop("process");
    private Endpoint clientEndpoint = endpointOfClient();
    private PatientClient client = new PatientClient(world, cluster, loop, clientEndpoint);
    private long capacityBytes = 64 << 20;
    private int answers;
    private byte[] body = {};
    private int status;

    private void begin(long seed) {
        closeAll();
        world = new SimWorld(seed);
        cluster = new FixedCluster(SERVERS, SERVERS, 3);
        cluster.watch(map -> servers.forEach(server -> server.announce(map)));
        loop = world.loop("process");
        start();
        client = new PatientClient(world, cluster, loop, clientEndpoint);
    }

    private void start() {
        var transport = new TransportService();
        for (int i = 0; i < SERVERS; i++) {
            int id = i;
            loop.run(() -> startServer(transport, id));
        }
        clientEndpoint = transport.endpoint(
                CLIENT, loop, cluster.addresses(), KeySource.OPEN, request -> request.reply(-1));
        loop.run(() -> loop.add(clientEndpoint));
        endpoints.add(clientEndpoint);
        for (Endpoint endpoint : endpoints) {
            lanes.add(new SimLane(world, loop, endpoint.laneUser()));
        }
    }

    private Endpoint endpointOfClient() {
        return new LoopbackTransport(world)
                .endpoint(CLIENT, loop, cluster.addresses(), KeySource.OPEN, request -> {});
    }

    private void startServer(TransportService transport, int id) {
        Env env = loop.env(Path.of("server" + id));
        Drive drive =
                new DriveFactory().open(env, new DriveConfig(id, 77, capacityBytes, 32 << 20));
        var memory = new ShardMemory();
        var server = new MetaServer(
                new ShardConfig(id, 3, false, 0, 0),
                loop,
                env,
                drive,
                cluster,
                transport,
                KeySource.OPEN,
                memory,
                memory.operations::of);
        loop.add(server);
        loop.add(drive);
        loop.add(server.endpoint());
        server.announce(cluster.map());
        drives.add(drive);
        servers.add(server);
        endpoints.add(server.endpoint());
    }

    private void powerCut() {
        loop.powerCut();
        closeAll();
        loop = world.restart(loop);
        start();
        client.move(loop, clientEndpoint);
    }

    private void closeAll() {
        endpoints.forEach(Endpoint::close);
        servers.forEach(server -> server.memory().close());
        drives.clear();
        servers.clear();
        endpoints.clear();
        lanes.clear();
    }

    @AfterEach
    void close() {
        closeAll();
    }

    private static FsRequest request(long inode, int dataBytes) {
        return new FsRequest()
                .begin(Arena.ofAuto().allocate(FsRequest.MAX_HEAD_BYTES + (long) dataBytes, 8), 0)
                .inode(inode)
                .dataBytes(dataBytes);
    }

    private static FsRequest named(long inode, String name) {
        return request(inode, 0).name1(MemorySegment.ofArray(name.getBytes()), 0, name.length());
    }

    private int call(int opcode, FsRequest request, byte[] data) {
        int before = answers;
        client.call(opcode, request, data, (result, memory, bytes) -> {
            status = result;
            body = memory.toArray(ValueLayout.JAVA_BYTE);
            answers++;
        });
        assertTrue(world.runUntil(() -> answers > before), () -> world + " opcode " + opcode);
        return status;
    }

    private long inode() {
        return new Attr().wrap(MemorySegment.ofArray(body), 0).inode();
    }

    private void checkReplicas() {
        assertTrue(world.runUntil(() -> difference().isEmpty()), () -> world + " " + difference());
        for (var server : servers) {
            assertTrue(
                    world.runUntil(() -> server.contextsTaken() == 0),
                    () -> world + " server " + server.id());
        }
    }

    private String difference() {
        for (var replicas : cluster.map().buckets()) {
            var first = drives.get(replicas.primary()).bucket(replicas.bucket());
            for (int server : replicas.servers()) {
                var other = drives.get(server).bucket(replicas.bucket());
                boolean equal = other.sequence() == first.sequence()
                        && other.chain() == first.chain()
                        && other.durableSequence() == first.sequence()
                        && other.store().size() == first.store().size();
                if (!equal) {
                    return "bucket " + replicas.bucket() + " at server " + server;
                }
            }
        }
        return "";
    }

    @Test
    void shouldServeFilesOverTransportAndDrives() {
        begin(501);
        assertEquals(0, call(Opcode.MKDIR, named(InodeId.ROOT, "dir").mode(0755), new byte[0]));
        long directory = inode();
        assertEquals(0, call(Opcode.MKNOD, named(directory, "file").mode(0100644), new byte[0]));
        long file = inode();
        byte[] data = new byte[300_000];
        new SplittableRandom(3).nextBytes(data);
        assertEquals(0, call(Opcode.WRITE, request(file, data.length).a(5000), data));
        assertEquals(0, call(Opcode.READ, request(file, 0).a(5000).b(data.length), new byte[0]));
        assertArrayEquals(data, body);
        checkReplicas();
    }

    @ParameterizedTest
    @MethodSource("seedsFrom511")
    void shouldLoseNothingOverALossyNetworkAndPowerCuts(long seed) {
        begin(seed);
        assertEquals(0, call(Opcode.MKNOD, named(InodeId.ROOT, "f").mode(0100644), new byte[0]));
        world.network().faults(LinkFaults.NONE.loss(0.02).duplicates(0.02).delay(5_000, 80_000));
        var random = new SplittableRandom(seed);
        var files = new TreeMap<String, byte[]>();
        for (int round = 0; round < 3; round++) {
            int before = answers;
            int sent = 0;
            for (int i = 0; i < 60; i++) {
                String name = "n" + round + "." + i;
                byte[] data = new byte[1 + random.nextInt(9000)];
                random.nextBytes(data);
                sent++;
                client.call(
                        Opcode.MKNOD,
                        named(InodeId.ROOT, name).mode(0100644),
                        new byte[0],
                        (made, memory, n) -> {
                            assertEquals(0, made, name);
                            long file = new Attr().wrap(memory, 0).inode();
                            client.call(
                                    Opcode.WRITE,
                                    request(file, data.length),
                                    data,
                                    (written, ignored, bytes) -> {
                                        assertEquals(0, written, name);
                                        files.put(name, data);
                                        answers++;
                                    });
                        });
            }
            int total = before + sent;
            int cut = before + random.nextInt(sent);
            assertTrue(world.runUntil(() -> answers >= cut), () -> world + " " + answers);
            powerCut();
            assertTrue(
                    world.runUntil(() -> answers == total),
                    () -> world + " " + answers + " of " + total);
        }
        world.network().faults(LinkFaults.NONE);
        for (var file : files.entrySet()) {
            assertEquals(0, call(Opcode.LOOKUP, named(InodeId.ROOT, file.getKey()), new byte[0]));
            long inode = inode();
            assertEquals(
                    0, call(Opcode.READ, request(inode, 0).b(file.getValue().length), new byte[0]));
            assertArrayEquals(file.getValue(), body, file.getKey());
        }
        assertEquals(180, files.size());
        checkReplicas();
    }

    @Test
    void shouldSwapPortsUnderLoadWithoutExecutingTwice() {
        begin(521);
        assertEquals(0, call(Opcode.MKNOD, named(InodeId.ROOT, "f").mode(0100644), new byte[0]));
        long file = inode();
        JournaledRequests.open(servers);
        int before = answers;
        for (int i = 0; i < 400; i++) {
            byte[] data = {(byte) i};
            world.after(
                    i * 50_000L,
                    () -> client.call(
                            Opcode.WRITE,
                            request(file, 1).flags(1),
                            data,
                            (written, memory, bytes) -> {
                                assertEquals(0, written);
                                answers++;
                            }));
        }
        for (int i = 1; i <= 4; i++) {
            world.after(i * 4_000_000L, () -> lanes.forEach(SimLane::swap));
        }
        assertTrue(world.runUntil(() -> answers == before + 400), () -> world + " " + answers);
        var executed = JournaledRequests.close(servers);
        assertEquals(400, executed.size());
        assertTrue(executed.values().stream().allMatch(times -> times == 1));
        assertEquals(0, call(Opcode.GETATTR, request(file, 0), new byte[0]));
        assertEquals(400, new Attr().wrap(MemorySegment.ofArray(body), 0).size());
        checkReplicas();
    }

    @Test
    void shouldGoOnWithoutAReplicaWhoseJournalIsDamaged() {
        begin(531);
        assertEquals(0, call(Opcode.MKNOD, named(InodeId.ROOT, "f").mode(0100644), new byte[0]));
        long file = inode();
        for (int i = 0; i < 50; i++) {
            assertEquals(0, call(Opcode.WRITE, request(file, 3000).flags(1), new byte[3000]));
        }
        // Bucket 0 is at servers 0, 1 and 2: the disk of server 1 loses bits in the middle.
        SimDisk disk = disk("server1");
        for (int i = 0; i < 40; i++) {
            disk.rot("journal", 64L << 10 | (long) i * 1000);
        }
        powerCut();
        assertEquals(0, call(Opcode.GETATTR, request(file, 0), new byte[0]));
        assertEquals(150_000, new Attr().wrap(MemorySegment.ofArray(body), 0).size());
        assertEquals(0, call(Opcode.WRITE, request(file, 3000).flags(1), new byte[3000]));
        assertArrayEquals(new int[] {0, 2}, cluster.map().of(0).servers());
    }

    @Test
    void shouldRefuseWritesWhenFullAndTakeThemAgainAfterRemoval() {
        capacityBytes = 16 << 20;
        begin(541);
        byte[] data = new byte[1 << 20];
        new SplittableRandom(1).nextBytes(data);
        int written = 0;
        assertEquals(0, call(Opcode.MKNOD, named(InodeId.ROOT, "f0").mode(0100644), new byte[0]));
        long file = inode();
        while (call(Opcode.WRITE, request(file, data.length).a((long) written << 20), data) == 0) {
            written++;
        }
        assertEquals(-Errno.ENOSPC, status);
        assertTrue(written > 9, "written " + written);
        assertEquals(0, call(Opcode.GETATTR, request(file, 0), new byte[0]));
        assertEquals(
                (long) written << 20,
                new Attr().wrap(MemorySegment.ofArray(body), 0).size());
        assertEquals(0, call(Opcode.UNLINK, named(InodeId.ROOT, "f0"), new byte[0]));
        assertEquals(0, call(Opcode.MKNOD, named(InodeId.ROOT, "f1").mode(0100644), new byte[0]));
        long other = inode();
        assertTrue(
                world.runUntil(() -> call(Opcode.WRITE, request(other, data.length), data) == 0));
        checkReplicas();
    }

    @Test
    void shouldReadDamagedBlocksFromAReplicaAndWriteThemAgain() {
        begin(551);
        assertEquals(0, call(Opcode.MKNOD, named(InodeId.ROOT, "f").mode(0100644), new byte[0]));
        long file = inode();
        byte[] data = new byte[512 << 10];
        new SplittableRandom(551).nextBytes(data);
        assertEquals(0, call(Opcode.WRITE, request(file, data.length), data));
        checkReplicas();
        // The primary of bucket 0 is server 0; after a restart it has nothing in its cache.
        SimDisk disk = disk("server0");
        for (int i = 0; i < 30; i++) {
            disk.rot("blocks");
        }
        powerCut();
        assertEquals(0, call(Opcode.READ, request(file, 0).b(data.length), new byte[0]));
        assertArrayEquals(data, body);
        long repaired = servers.getFirst().counters().repairedBlocks.value();
        assertTrue(repaired > 0);
        checkReplicas();
        powerCut();
        assertEquals(0, call(Opcode.READ, request(file, 0).b(data.length), new byte[0]));
        assertArrayEquals(data, body);
        assertEquals(0, servers.getFirst().counters().repairedBlocks.value(), "damage is left");
    }

    private SimDisk disk(String folder) {
        return loop.disks().stream()
                .filter(candidate -> candidate.toString().endsWith(":" + folder))
                .findFirst()
                .orElseThrow();
    }

    static LongStream seedsFrom511() {
        return Seeds.of(511, 3);
    }
}
