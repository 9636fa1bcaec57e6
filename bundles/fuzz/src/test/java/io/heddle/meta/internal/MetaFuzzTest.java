package io.heddle.meta.internal;

import com.code_intelligence.jazzer.junit.FuzzTest;

import io.heddle.drive.Drives.DriveConfig;
import io.heddle.drive.RecordWriter;
import io.heddle.drive.internal.DriveFactory;
import io.heddle.fuzz.Input;
import io.heddle.layout.InodeId;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;
import io.heddle.transport.KeySource;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A server takes hostile requests of clients and of other servers, and its own requests get hostile
 * answers: nothing is thrown, nothing read outside, nobody answered twice, and the server goes on to
 * answer.
 *
 * <p>Bucket 0 is at this server alone, 1 is led here with a hostile backup, 2 is led by a hostile
 * primary. An input is a row of: u8 what.
 *
 * <ul>
 *   <li>0: a request as it is: u8 opcode, u8 epoch, u16 length, bytes
 *   <li>1: a request of a client with good lengths: u8 opcode, u8 bucket, u8 inode, u8 number, u64 a,
 *       u64 b, u8 flags, u8 length of each name, the names, u16 length, data
 *   <li>2: time: u8 in 10 ms
 *   <li>3: the oldest call of the server is answered, see {@link HostileTransport#answer}
 *   <li>4: a record of bucket 2 with a good header, in its place: u16 length, the entries
 * </ul>
 */
class MetaFuzzTest {
    private static final int RAW = 0;
    private static final int REQUEST = 1;
    private static final int TIME = 2;
    private static final int ANSWER = 3;
    private static final int RECORD = 4;
    private static final int KINDS = 5;
    private static final int STRANGER = 1 << 16;
    private static final int MOST_STEPS = 64;
    private static final int EPOCH = 2;
    private static final int MOST_ANSWERS = 10_000;
    private static final long DRIVE_BYTES = 1 << 20;
    private static final long JOURNAL_BYTES = 256 << 10;

    private final byte[] request = new byte[FsRequest.MAX_HEAD_BYTES + (1 << 16)];

    @FuzzTest(maxDuration = "", maxExecutions = 100_000)
    void shouldSurviveAndGoOn(byte[] data) {
        var world = new SimWorld(1);
        var cluster = new FixedCluster(1, 3, 1);
        cluster.set(0, 0);
        cluster.set(1, 0, 1);
        cluster.set(2, 1, 0);
        var peers = new HostileTransport();
        SimLoop loop = world.loop("server");
        var memory = new ShardMemory();
        MetaServer server = start(loop, cluster, peers, memory);
        try {
            world.runFor(50_000_000);
            Input input = new Input(data);
            for (int step = 0; step < MOST_STEPS && !input.isEmpty(); step++) {
                step(world, loop, server, peers, input);
            }
            world.runFor(50_000_000);
            check(world, loop, peers);
        } finally {
            loop.run(() -> {
                server.close();
                server.drive().close();
            });
            world.runFor(1_000_000_000);
            memory.close();
        }
    }

    private static MetaServer start(
            SimLoop loop, FixedCluster cluster, HostileTransport peers, ShardMemory memory) {
        var made = new MetaServer[1];
        loop.run(() -> {
            var env = loop.env(Path.of("server0"));
            var drive = new DriveFactory()
                    .open(env, new DriveConfig(0, cluster.clusterId(), DRIVE_BYTES, JOURNAL_BYTES));
            made[0] = new MetaServer(
                    new ShardConfig(0, 1, false, 0, 0),
                    loop,
                    env,
                    drive,
                    cluster,
                    peers,
                    KeySource.OPEN,
                    memory,
                    memory.operations::of);
            loop.add(made[0]);
            loop.add(drive);
            made[0].announce(cluster.map());
        });
        return made[0];
    }

    private void step(
            SimWorld world, SimLoop loop, MetaServer server, HostileTransport peers, Input input) {
        switch (input.u8() % KINDS) {
            case RAW -> {
                int opcode = input.u8();
                int epoch = input.u8();
                byte[] body = input.bytes(input.u16());
                loop.run(() -> peers.ask(opcode, epoch, STRANGER, body));
            }
            case REQUEST -> {
                int opcode = input.u8();
                byte[] body = request(input);
                loop.run(() -> peers.ask(opcode, 0, STRANGER, body));
            }
            case TIME -> world.runFor(10_000_000L * input.u8());
            case ANSWER -> loop.run(() -> peers.answer(input));
            case RECORD -> {
                byte[] body = record(server, input);
                loop.run(() -> peers.ask(Opcode.REPLICATE, EPOCH, 1, body));
            }
            default -> throw new AssertionError("no such kind");
        }
    }

    private byte[] request(Input input) {
        MemorySegment memory = MemorySegment.ofArray(request);
        memory.fill((byte) 0);
        int bucket = input.u8() % 3;
        int inode = input.u8();
        var built = new FsRequest()
                .begin(memory, 0)
                .inode(inode == 0 ? InodeId.ROOT : InodeId.of(bucket, inode))
                .inode2(InodeId.of(bucket, inode + 1));
        built.key(STRANGER, input.u8(), 0);
        built.a(input.u64()).b(input.u64()).flags(input.u8()).mode(0100644);
        int first = input.u8();
        int second = input.u8();
        byte[] names = input.bytes(first + second);
        first = Math.min(first, names.length);
        second = names.length - first;
        built.name1(MemorySegment.ofArray(names), 0, first);
        built.name2(MemorySegment.ofArray(names), first, second);
        byte[] content = input.bytes(input.u16());
        built.dataBytes(content.length);
        MemorySegment.copy(
                MemorySegment.ofArray(content), 0, memory, built.dataOffset(), content.length);
        return java.util.Arrays.copyOf(request, built.lengthBytes());
    }

    private static byte[] record(MetaServer server, Input input) {
        byte[] entries = input.bytes(input.u16());
        int bytes = RecordWriter.HEADER_BYTES + entries.length;
        byte[] body = new byte[BucketBackup.HEAD_BYTES + bytes];
        MemorySegment memory = MemorySegment.ofArray(body);
        BucketReplica replica = server.findOrOpen(2);
        if (replica == null) {
            throw new AssertionError("bucket 2 is not here");
        }
        long at = BucketBackup.HEAD_BYTES;
        memory.set(FsRequest.INT, at, bytes);
        memory.set(FsRequest.SHORT, at + 4, (short) RecordWriter.FORMAT);
        memory.set(FsRequest.SHORT, at + 6, (short) 2);
        memory.set(FsRequest.INT, at + 8, EPOCH);
        memory.set(FsRequest.INT, at + 12, entries.length == 0 ? 0 : entries[0] & 7);
        memory.set(FsRequest.LONG, at + 16, replica.state().sequence() + 1);
        memory.set(FsRequest.LONG, at + 24, replica.state().chain());
        MemorySegment.copy(
                MemorySegment.ofArray(entries),
                0,
                memory,
                at + RecordWriter.HEADER_BYTES,
                entries.length);
        return body;
    }

    /** All calls come back lost, and a client of a bucket asks: the server says something to it. */
    private void check(SimWorld world, SimLoop loop, HostileTransport peers) {
        var nothing = new Input(new byte[0]);
        boolean[] more = {true};
        for (int step = 0; more[0] && step < MOST_ANSWERS; step++) {
            loop.run(() -> more[0] = peers.answer(nothing));
        }
        world.runFor(50_000_000);
        byte[] question = request(nothing);
        loop.run(() -> peers.ask(Opcode.GETATTR, 0, STRANGER, question));
        world.runFor(50_000_000);
        if (peers.unanswered(Opcode.GETATTR)) {
            throw new AssertionError("the server does not answer any more");
        }
    }
}
