package io.heddle.meta.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.layout.InodeId;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Counters in six servers: an increment is lost or doubled by whatever the engine gets wrong. */
class ReplicationTest {
    private static final int SERVERS = 6;
    private static final int BUCKETS = 6;
    private static final int NAMES = 12;

    private final TreeMap<Long, Long> acknowledged = new TreeMap<>();
    private int answers;

    private static ShardWorld world(long seed) {
        return new ShardWorld(seed, SERVERS, BUCKETS, 3, NameOperations::find);
    }

    private static long inode(int i) {
        return InodeId.of(i % BUCKETS, 100 + i);
    }

    private void add(ShardWorld shards, int count) {
        for (int i = 0; i < count; i++) {
            long inode = inode(i % NAMES);
            shards.call(Opcode.CREATE, inode, new byte[0], (status, body, bytes) -> {
                assertEquals(0, status);
                acknowledged.merge(inode, 1L, Long::sum);
                answers++;
            });
        }
    }

    private void check(ShardWorld shards) {
        int before = answers;
        for (int i = 0; i < NAMES; i++) {
            long inode = inode(i);
            shards.call(Opcode.LOOKUP, inode, new byte[0], (status, body, bytes) -> {
                assertEquals(0, status);
                assertEquals(acknowledged.getOrDefault(inode, 0L), body.get(FsRequest.LONG, 0));
                answers++;
            });
        }
        assertTrue(shards.world.runUntil(() -> answers == before + NAMES), shards.world.toString());
        assertTrue(
                shards.world.runUntil(() -> shards.difference() == null),
                () -> shards.difference());
    }

    @Test
    void shouldKeepThreeEqualCopies() {
        var shards = world(1);
        add(shards, 600);
        assertTrue(shards.world.runUntil(() -> answers == 600), shards.world.toString());
        check(shards);
        for (var server : shards.servers) {
            assertEquals(0, server.contextsTaken());
            assertEquals(0, server.memory().pool.taken());
        }
        shards.close();
    }

    @Test
    void shouldGiveInodeNumbersOnce() {
        var shards = world(2);
        var given = new TreeMap<Long, Integer>();
        for (int i = 0; i < 300; i++) {
            shards.call(Opcode.TMPFILE, inode(i), new byte[0], (status, body, bytes) -> {
                given.merge(body.get(FsRequest.LONG, 0), 1, Integer::sum);
                answers++;
            });
        }
        assertTrue(shards.world.runUntil(() -> answers == 300));
        assertEquals(300, given.size());
        shards.close();
    }

    @ParameterizedTest
    @MethodSource("seedsFrom11")
    void shouldExecuteOnceOverBreakingSessions(long seed) {
        var shards = world(seed);
        JournaledRequests.open(List.of(shards.servers));
        shards.transport.breakRate = 0.05;
        add(shards, 800);
        assertTrue(shards.world.runUntil(() -> answers == 800), shards.world.toString());
        shards.transport.breakRate = 0;
        check(shards);
        var executed = JournaledRequests.close(List.of(shards.servers));
        assertEquals(800, executed.size());
        assertTrue(executed.values().stream().allMatch(times -> times == 1));
        shards.close();
    }

    @ParameterizedTest
    @MethodSource("seedsFrom21")
    void shouldLoseNothingWhenAllServersLosePower(long seed) {
        var shards = world(seed);
        add(shards, 400);
        long cut = shards.world.random().nextInt(10, 390);
        assertTrue(shards.world.runUntil(() -> answers >= cut));
        for (int i = 0; i < SERVERS; i++) {
            shards.kill(i);
        }
        shards.world.runFor(1_000_000);
        for (int i = 0; i < SERVERS; i++) {
            shards.restart(i);
        }
        assertTrue(shards.world.runUntil(() -> answers == 400), shards.world.toString());
        check(shards);
        shards.close();
    }

    @Test
    void shouldGoOnWithoutAFailedDrive() {
        var shards = world(31);
        add(shards, 100);
        assertTrue(shards.world.runUntil(() -> answers == 100));
        shards.drives[2].fail("broken for a test");
        add(shards, 200);
        assertTrue(shards.world.runUntil(() -> answers == 300), shards.world.toString());
        check(shards);
        for (var replicas : shards.cluster.map().buckets()) {
            assertTrue(
                    !replicas.contains(2) || replicas.servers().length == 3,
                    "bucket " + replicas.bucket());
        }
        shards.close();
    }

    @Test
    void shouldGoOnWithoutADeadServer() {
        var shards = world(32);
        add(shards, 100);
        assertTrue(shards.world.runUntil(() -> answers == 100));
        shards.kill(1);
        for (var replicas : shards.cluster.map().buckets()) {
            if (replicas.contains(1)) {
                shards.cluster.reportReplica(replicas.bucket(), 1, "its lease ended");
            }
        }
        add(shards, 200);
        assertTrue(shards.world.runUntil(() -> answers == 300), shards.world.toString());
        check(shards);
        shards.close();
    }

    /** A copy that left could not come back yet, so silence alone costs none. */
    @Test
    void shouldWaitForASilentBackup() {
        var shards = world(35);
        add(shards, 100);
        assertTrue(shards.world.runUntil(() -> answers == 100));
        shards.kill(1);
        add(shards, 200);
        shards.world.runFor(4 * Liveness.SILENT_NS);
        assertTrue(shards.cluster.reports.isEmpty(), shards.cluster.reports.toString());
        assertTrue(answers < 300, "an answer without all copies");
        shards.close();
    }

    /** Its answers arrive while it stops, and must not sound like those of a failed drive. */
    @Test
    void shouldKeepABackupThatOnlyStops() {
        var shards = world(36);
        add(shards, 100);
        assertTrue(shards.world.runUntil(() -> answers == 100));
        shards.stop(1);
        add(shards, 200);
        shards.world.runFor(500_000_000);
        assertTrue(shards.cluster.reports.isEmpty(), shards.cluster.reports.toString());
        assertTrue(answers < 300, "an answer without all copies");
        shards.kill(1);
        shards.restart(1);
        assertTrue(shards.world.runUntil(() -> answers == 300), shards.world.toString());
        check(shards);
        assertTrue(shards.cluster.reports.isEmpty(), shards.cluster.reports.toString());
        shards.close();
    }

    @Test
    void shouldRefuseTheRequestsOfAnOldEpoch() {
        var shards = world(33);
        add(shards, 60);
        shards.world.runFor(500_000);
        shards.cluster.set(0, 1, 2, 0);
        assertTrue(shards.world.runUntil(() -> answers == 60), shards.world.toString());
        check(shards);
        assertNull(shards.servers[0].primaryOf(0));
        shards.close();
    }

    static LongStream seedsFrom11() {
        return Seeds.of(11, 8);
    }

    static LongStream seedsFrom21() {
        return Seeds.of(21, 8);
    }
}
