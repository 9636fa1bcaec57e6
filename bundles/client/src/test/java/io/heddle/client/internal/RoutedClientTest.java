package io.heddle.client.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.net.Evidence;
import io.heddle.net.Sight;
import io.heddle.runtime.CountedArena;
import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;
import io.heddle.transport.Session;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;
import io.heddle.wire.Status;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class RoutedClientTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long MILLI_NS = 1_000_000L;

    private final SimWorld world = new SimWorld(1);
    private final SimLoop loop = world.loop("client");
    private final CountedArena arena = new CountedArena();
    private final FakeCluster cluster = new FakeCluster();
    private final ClientLedger ledger = new ClientLedger(loop);
    private final RoutedClient client = new RoutedClient(loop, arena, ledger, 60 * SECOND_NS);
    private final List<String> done = new ArrayList<>();

    @BeforeEach
    void connect() {
        loop.run(() -> client.connect(cluster));
    }

    @AfterEach
    void close() {
        arena.close();
    }

    private void submit(int opcode, long inode, long token) {
        MemorySegment head = arena.allocate(FsRequest.HEADER_BYTES, 8);
        new FsRequest().begin(head, 0).inode(inode).inode2(InodeId.of(2, 9));
        loop.run(() -> client.submit(
                opcode,
                head,
                0,
                FsRequest.HEADER_BYTES,
                MemorySegment.NULL,
                0,
                0,
                (given, status, body, offset, bytes) -> done.add(given + ":" + status),
                token));
    }

    private void answer(int status) {
        loop.run(() -> cluster.next().reply(status));
    }

    @Test
    void shouldRouteToThePrimaryOfTheBucketWithItsEpoch() {
        submit(Opcode.GETATTR, InodeId.of(1, 5), 1);
        submit(Opcode.LINK, InodeId.of(0, 5), 2);
        assertEquals(1, cluster.calls.get(0).peer());
        assertEquals(1, cluster.calls.get(0).epoch());
        assertEquals(0, cluster.calls.get(1).peer(), "LINK goes to the bucket of the file");
        answer(0);
        answer(-Errno.EEXIST);
        assertEquals(List.of("1:0", "2:-17"), done);
        assertEquals(0, client.outstanding());
    }

    @Test
    void shouldNumberMutationsAndMoveTheWatermark() {
        submit(Opcode.UNLINK, 1, 1);
        submit(Opcode.UNLINK, 1, 2);
        submit(Opcode.GETATTR, 1, 3);
        var first = cluster.next();
        assertEquals(1, first.number());
        assertEquals(1, first.watermark());
        assertEquals(2, cluster.calls.getFirst().number());
        assertEquals(0, cluster.calls.get(1).number(), "reads carry no number");
        assertNotEquals(0, first.client());
        answer(0);
        submit(Opcode.UNLINK, 1, 4);
        assertEquals(1, cluster.calls.getLast().watermark(), "the first is still open");
        loop.run(() -> first.reply(0));
        submit(Opcode.UNLINK, 1, 5);
        assertEquals(3, cluster.calls.getLast().watermark());
    }

    @Test
    void shouldResendUnderTheSameNumberWhenThePeerIsLost() {
        submit(Opcode.WRITE, 1, 1);
        var before = cluster.next();
        loop.run(() -> before.reply(Session.PEER_LOST));
        assertTrue(cluster.calls.isEmpty(), "not at once");
        world.runFor(2 * MILLI_NS);
        var after = cluster.next();
        assertEquals(before.number(), after.number());
        assertEquals(before.client(), after.client());
        loop.run(() -> before.reply(0));
        assertTrue(done.isEmpty(), "an answer of the old session is not taken twice");
        loop.run(() -> after.reply(5));
        assertEquals(List.of("1:5"), done);
    }

    @Test
    void shouldFollowANewMap() {
        submit(Opcode.WRITE, 1, 1);
        answer(Status.STALE_EPOCH);
        assertTrue(cluster.calls.isEmpty(), "the map is the old one: wait");
        cluster.map = FakeCluster.map(2, 5, 1, 2);
        loop.run(client::mapChanged);
        assertEquals(5, cluster.calls.getFirst().peer());
        assertEquals(2, cluster.calls.getFirst().epoch());
        cluster.map = FakeCluster.map(3, 6, 1, 2);
        answer(Status.STALE_EPOCH);
        assertEquals(6, cluster.calls.getFirst().peer(), "the newer map is there: at once");
        assertEquals(1, cluster.calls.getFirst().number());
        answer(0);
        assertEquals(List.of("1:0"), done);
    }

    @Test
    void shouldBackOffWhileTheBucketRecovers() {
        submit(Opcode.WRITE, 1, 1);
        int sent = 0;
        long start = world.nowNs();
        while (world.nowNs() - start < SECOND_NS) {
            while (!cluster.calls.isEmpty()) {
                sent++;
                answer(Status.RETRY);
            }
            world.runFor(MILLI_NS);
        }
        assertTrue(sent > 15 && sent < 40, "1, 2, 4 ... 50 ms: " + sent);
    }

    @Test
    void shouldQueueInOrderWhenNoSlotIsFree() {
        cluster.slots(0, 2);
        for (int i = 1; i <= 5; i++) {
            submit(Opcode.UNLINK, 1, i);
        }
        assertEquals(2, cluster.calls.size());
        submit(Opcode.GETATTR, InodeId.of(1, 1), 9);
        assertEquals(1, cluster.calls.get(2).peer(), "other peers are not held up");
        cluster.slots(0, 2);
        answer(0);
        assertEquals(
                List.of(2L, 0L, 3L, 4L),
                cluster.calls.stream().map(FakeCluster.Call::number).toList());
        cluster.slots(0, 1);
        world.runFor(200 * MILLI_NS);
        assertEquals(5, cluster.calls.size(), "a silent peer is looked at from time to time");
    }

    @Test
    void shouldKeepRequestsWithoutAConnectionAndSendThemWhenItIsBack() {
        submit(Opcode.WRITE, 1, 1);
        var lost = cluster.next();
        loop.run(client::disconnect);
        submit(Opcode.WRITE, 1, 2);
        world.runFor(10 * SECOND_NS);
        assertTrue(cluster.calls.isEmpty());
        loop.run(() -> client.connect(cluster));
        assertEquals(
                List.of(1L, 2L),
                cluster.calls.stream().map(FakeCluster.Call::number).toList());
        loop.run(() -> lost.reply(0));
        assertTrue(done.isEmpty());
        answer(0);
        answer(0);
        assertEquals(List.of("1:0", "2:0"), done);
    }

    @Test
    void shouldGiveUpAfterTheTimeoutAndRecover() {
        loop.run(client::disconnect);
        submit(Opcode.WRITE, 1, 1);
        world.runFor(59 * SECOND_NS);
        assertTrue(done.isEmpty(), "waits");
        world.runFor(2 * SECOND_NS);
        assertEquals(List.of("1:-5"), done);
        loop.run(() -> client.connect(cluster));
        submit(Opcode.WRITE, 1, 2);
        assertEquals(2, cluster.next().watermark(), "what was given up is below the watermark");
    }

    @Test
    void shouldAddUpTheSharesOfAllServers() {
        cluster.map = FakeCluster.map(1, 0, 1, 0, 1, 2);
        var sums = new ArrayList<Long>();
        loop.run(() -> client.submit(
                Opcode.STATFS,
                MemorySegment.NULL,
                0,
                0,
                MemorySegment.NULL,
                0,
                0,
                (token, status, body, offset, bytes) -> {
                    for (int i = 0; i < 4; i++) {
                        sums.add(body.get(FsRequest.LONG, offset + 8L * i));
                    }
                },
                0));
        for (int server = 0; server < 3; server++) {
            var call = cluster.next();
            assertEquals(server, call.peer());
            loop.run(() -> call.reply(0, 100, 50, 10, 1));
        }
        assertEquals(List.of(300L, 150L, 30L, 3L), sums);
        assertTrue(cluster.calls.isEmpty());
    }

    @Test
    void shouldShowTheLimitOfAFileSystemAndWhatIsLeftOfIt() {
        cluster.map = FakeCluster.map(1, 0, 1);
        var sums = new ArrayList<Long>();
        loop.run(() -> client.submit(
                Opcode.STATFS,
                MemorySegment.NULL,
                0,
                0,
                MemorySegment.NULL,
                0,
                0,
                (token, status, body, offset, bytes) -> {
                    for (int i = 0; i < 2; i++) {
                        sums.add(body.get(FsRequest.LONG, offset + 8L * i));
                    }
                },
                0));
        for (int server = 0; server < 2; server++) {
            var call = cluster.next();
            loop.run(() -> call.reply(0, 100, 50, 10, 1, 30, 80));
        }
        assertEquals(List.of(80L, 20L), sums);
    }

    /** What the ledger tells, without times. */
    private List<String> testimony() {
        var told = new ArrayList<String>();
        loop.run(() -> ledger.close(new Evidence() {
            @Override
            public void seen(
                    Sight what,
                    long client,
                    long number,
                    long timeNs,
                    int path,
                    int peer,
                    int value,
                    long place) {
                told.add("%s %d path %d peer %d value %d"
                        .formatted(what, number, path, peer, value));
            }

            @Override
            public void missed(long sights) {
                told.add("missed " + sights);
            }
        }));
        return told;
    }

    @Test
    void shouldWitnessOnlyWhatStartedWhileItWasOpen() {
        submit(Opcode.WRITE, 1, 1);
        loop.run(ledger::open);
        var before = cluster.calls.getFirst();
        submit(Opcode.UNLINK, 1, 2);
        submit(Opcode.GETATTR, 1, 3);
        submit(Opcode.WRITE, 1, 4);
        for (var call : cluster.calls) {
            cluster.send(call, 2, 100 + (int) call.number(), false);
        }
        cluster.send(cluster.calls.get(1), 3, 102, true);
        cluster.witness.heard(before.token(), 0);
        answer(0);
        cluster.witness.heard(cluster.calls.getFirst().token(), 0);
        answer(-2);
        answer(0);
        var open = new boolean[1];
        loop.run(() -> open[0] = ledger.settled());
        assertFalse(open[0]);
        submit(Opcode.WRITE, 1, 5);
        cluster.send(cluster.calls.getLast(), 1, 9, false);
        assertEquals(
                List.of(
                        "STARTED 2 path 0 peer 0 value 1",
                        "STARTED 3 path 0 peer 0 value 0",
                        "SENT 2 path 2 peer 0 value 102",
                        "SENT 3 path 2 peer 0 value 103",
                        "SENT_AGAIN 2 path 3 peer 0 value 102",
                        "HEARD 2 path 0 peer 0 value 0",
                        "ANSWERED 2 path 0 peer 0 value -2",
                        "CLIENT 5 path 0 peer 0 value 0"),
                testimony());
        assertNull(cluster.witness);
    }

    @Test
    void shouldWitnessARequestThatIsSentAgainOverANewConnection() {
        loop.run(ledger::open);
        submit(Opcode.WRITE, 1, 1);
        var lost = cluster.next();
        cluster.send(lost, 0, 7, false);
        loop.run(client::disconnect);
        assertNull(cluster.witness);
        loop.run(() -> client.connect(cluster));
        cluster.send(lost, 0, 7, true); // Its token is over.
        cluster.send(cluster.calls.getFirst(), 1, 7, false);
        assertEquals(
                List.of(
                        "STARTED 1 path 0 peer 0 value 0",
                        "SENT 1 path 0 peer 0 value 7",
                        "SENT 1 path 1 peer 0 value 7",
                        "CLIENT 2 path 0 peer 0 value 0"),
                testimony());
    }

    @Test
    void shouldCountWhatItsMemoryDoesNotHold() {
        loop.run(ledger::open);
        submit(Opcode.WRITE, 1, 1);
        for (int i = 0; i < (1 << 17) + 5; i++) {
            cluster.send(cluster.calls.getFirst(), 0, 7, i > 0);
        }
        List<String> told = testimony();
        assertEquals("missed 6", told.get(told.size() - 2));
    }

    @Test
    void shouldSurviveAnyMixOfFaults() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new java.util.Random(seed);
        Set<Long> executed = new HashSet<>();
        int answers = 0;
        for (int round = 0; round < 20_000; round++) {
            switch (random.nextInt(12)) {
                case 0 -> {
                    cluster.map = FakeCluster.map(
                            round, random.nextInt(3), random.nextInt(3), random.nextInt(3));
                    loop.run(client::mapChanged);
                }
                case 1 -> {
                    loop.run(client::disconnect);
                    cluster.calls.clear();
                    loop.run(() -> client.connect(cluster));
                }
                case 2, 3, 4 -> submit(Opcode.WRITE, InodeId.of(random.nextInt(3), 1), round);
                case 5 -> cluster.slots(random.nextInt(3), random.nextInt(8));
                default -> {
                    if (!cluster.calls.isEmpty()) {
                        var call = cluster.calls.remove(random.nextInt(cluster.calls.size()));
                        if (call.number() < call.watermark()) {
                            throw new AssertionError("below its own watermark");
                        }
                        int[] statuses = {0, Status.RETRY, Status.STALE_EPOCH, Session.PEER_LOST, 0
                        };
                        int status = statuses[random.nextInt(statuses.length)];
                        if (status == 0) {
                            executed.add(call.number());
                            answers++;
                        }
                        loop.run(() -> call.reply(status));
                    }
                }
            }
            world.runFor(MILLI_NS);
        }
        for (int peer = 0; peer < 3; peer++) {
            cluster.slots(peer, 1_000_000);
        }
        while (client.outstanding() > 0) {
            while (!cluster.calls.isEmpty()) {
                executed.add(cluster.calls.getFirst().number());
                answers++;
                answer(0);
            }
            world.runFor(100 * MILLI_NS);
        }
        assertEquals(done.size(), new HashSet<>(done).size(), "each was answered once");
        assertEquals(
                executed.size(),
                done.stream().filter(text -> text.endsWith(":0")).count());
        assertTrue(answers >= done.size());
    }
}
