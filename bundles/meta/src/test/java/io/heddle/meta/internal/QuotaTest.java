package io.heddle.meta.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.layout.InodeId;
import io.heddle.wire.Attr;
import io.heddle.wire.FsRequest;
import io.heddle.wire.Opcode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/** A file system with a limit: it is never exceeded, and refuses nobody while there is room. */
class QuotaTest {
    private static final int SERVERS = 6;
    private static final int BUCKETS = 12;
    private static final int BLOCK = 4096;
    private static final int LIMIT = 1000;
    private static final int LOW = 400;

    private ShardWorld shards = world(1, LIMIT);
    private int status;
    private byte[] body = {};
    private boolean answered;

    private static ShardWorld world(long seed, int limit) {
        var world = new ShardWorld(seed, SERVERS, BUCKETS, 3, null);
        world.cluster.limitBytes = (long) limit * BLOCK;
        return world;
    }

    @AfterEach
    void close() {
        shards.close();
    }

    private static FsRequest request(long inode) {
        return request(inode, 0);
    }

    private static FsRequest request(long inode, int dataBytes) {
        long bytes = FsRequest.MAX_HEAD_BYTES + (long) dataBytes;
        return new FsRequest().begin(Arena.ofAuto().allocate(bytes, 8), 0).inode(inode);
    }

    private static FsRequest named(long inode, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return request(inode).name1(MemorySegment.ofArray(bytes), 0, bytes.length);
    }

    private int call(int opcode, FsRequest request, byte[] data) {
        answered = false;
        request.dataBytes(data.length);
        shards.call(opcode, request, data, (result, memory, bytes) -> {
            status = result;
            body = memory.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
            answered = true;
        });
        assertTrue(shards.world.runUntil(() -> answered), shards.world.toString());
        return status;
    }

    private long make(int opcode, long parent, String name, int mode) {
        assertEquals(0, call(opcode, named(parent, name).mode(mode), new byte[0]));
        return new Attr().wrap(MemorySegment.ofArray(body), 0).inode();
    }

    private int write(long file, long block, int blocks) {
        byte[] data = new byte[blocks * BLOCK];
        return call(Opcode.WRITE, request(file, data.length).a(block * BLOCK), data);
    }

    private int truncate(long file, long blocks) {
        var request = request(file).flags(io.heddle.wire.SetAttr.SIZE).a(blocks * BLOCK);
        return call(Opcode.SETATTR, request, new byte[0]);
    }

    /** A file in each of so many buckets. */
    private List<Long> files(int buckets) {
        var files = new TreeMap<Integer, Long>();
        for (int i = 0; files.size() < buckets; i++) {
            long folder = make(Opcode.MKDIR, InodeId.ROOT, "folder" + i, 0755);
            int bucket = InodeId.bucket(folder);
            if (!files.containsKey(bucket)) {
                files.put(bucket, make(Opcode.MKNOD, folder, "file", 0100644));
            }
        }
        return List.copyOf(files.values());
    }

    private long used() {
        long used = 0;
        for (var server : shards.servers) {
            used += server.usedBlocks(0);
        }
        return used;
    }

    /** What the primaries' states say, not what was counted. */
    private long stored() {
        long blocks = 0;
        var attr = new Attr();
        for (var replicas : shards.cluster.map().buckets()) {
            var keys = shards.drives[replicas.primary()].bucket(replicas.bucket()).keys.map;
            for (var entry : keys.entrySet()) {
                if (entry.getKey()[0] == 'I') {
                    blocks += attr.wrap(MemorySegment.ofArray(entry.getValue()), 0)
                            .blocks();
                }
            }
        }
        return blocks;
    }

    @Test
    void shouldFillTheLimitToTheLastBlockFromOneBucket() {
        long file = files(1).getFirst();
        for (int i = 0; i < LIMIT / 10; i++) {
            assertEquals(0, write(file, i * 10L, 10));
        }
        assertEquals(-Errno.ENOSPC, write(file, LIMIT, 1));
        assertEquals(LIMIT, used());
        assertEquals(LIMIT, stored());
        assertEquals(0, write(file, 5, 20), "what is there may be written again");
    }

    @Test
    void shouldFillTheLimitToTheLastBlockFromAllBuckets() {
        var files = files(BUCKETS);
        for (int i = 0; i < LIMIT; i++) {
            assertEquals(0, write(files.get(i % BUCKETS), i / BUCKETS, 1), "block " + i);
        }
        for (long file : files) {
            assertEquals(-Errno.ENOSPC, write(file, LIMIT, 1));
        }
        assertEquals(LIMIT, stored());
    }

    @Test
    void shouldGiveSpaceBackToOtherBuckets() {
        var files = files(3);
        assertEquals(0, write(files.get(0), 0, 200));
        assertEquals(0, write(files.get(0), 200, 200));
        assertEquals(0, write(files.get(1), 0, 250));
        assertEquals(0, write(files.get(1), 250, 250));
        assertEquals(-Errno.ENOSPC, write(files.get(2), 0, 101));
        assertEquals(0, write(files.get(2), 0, 100));
        assertEquals(0, truncate(files.get(0), 50));
        assertEquals(0, write(files.get(2), 100, 150), "what a truncation gave back");
        int punch = 1 | 2;
        var hole = request(files.get(1)).flags(punch).a(0).b(100L * BLOCK);
        assertEquals(0, call(Opcode.FALLOCATE, hole, new byte[0]));
        assertEquals(0, write(files.get(2), 250, 200), "and what a hole did");
        assertEquals(900, stored());
        assertEquals(900, used());
    }

    @Test
    void shouldAllocateNoMoreThanIsLeft() {
        var files = files(2);
        assertEquals(0, write(files.get(0), 0, 200));
        assertEquals(-Errno.ENOSPC, allocate(files.get(1), LIMIT - 199));
        assertEquals(0, allocate(files.get(1), LIMIT - 200));
        assertEquals(0, allocate(files.get(0), LIMIT), "200 blocks of it are there");
        assertEquals(200, used());
    }

    private int allocate(long file, long blocks) {
        return call(Opcode.FALLOCATE, request(file).a(0).b(blocks * BLOCK), new byte[0]);
    }

    @Test
    void shouldHoldAfterAllServersLostPower() {
        var files = files(BUCKETS);
        for (int i = 0; i < 90; i++) {
            assertEquals(0, write(files.get(i % BUCKETS), 10L * (i / BUCKETS), 10));
        }
        for (int i = 0; i < SERVERS; i++) {
            shards.kill(i);
        }
        for (int i = 0; i < SERVERS; i++) {
            shards.restart(i);
        }
        assertEquals(0, write(files.get(0), 500, 99));
        assertEquals(-Errno.ENOSPC, write(files.get(1), 500, 2));
        assertEquals(0, write(files.get(2), 500, 1));
        assertEquals(LIMIT, used());
        assertEquals(LIMIT, stored());
    }

    @Test
    void shouldRefuseGrowthAloneWhenTheFolderHoldsMoreThanTheLimit() {
        shards.cluster.limitBytes = 1L << 29;
        long file = files(1).getFirst();
        assertEquals(0, write(file, 0, 200));
        shards.cluster.limitBytes = 100L * BLOCK;
        for (int i = 0; i < SERVERS; i++) {
            shards.kill(i);
        }
        for (int i = 0; i < SERVERS; i++) {
            shards.restart(i);
        }
        assertEquals(-Errno.ENOSPC, write(file, 200, 1));
        assertEquals(0, write(file, 0, 200));
        assertEquals(0, truncate(file, 90));
        assertEquals(0, write(file, 90, 10));
        assertEquals(-Errno.ENOSPC, write(file, 100, 1));
    }

    /** Writers in all buckets while servers die, primaries move and sessions break. */
    @ParameterizedTest
    @MethodSource("seeds")
    void shouldNeverExceedTheLimitWhateverFails(long seed) {
        shards.close();
        shards = world(seed, LOW);
        var files = files(BUCKETS);
        var random = shards.world.random();
        var refusals = new ArrayList<Long>();
        var open = new TreeSet<Integer>();
        shards.transport.breakRate = 0.02;
        int[] done = {0};
        for (int i = 0; i < 400; i++) {
            open.add(i);
            start(files.get(random.nextInt(BUCKETS)), random, i, open, refusals, done);
            if (i % 40 == 39) {
                int goal = i - 20;
                assertTrue(shards.world.runUntil(() -> done[0] >= goal), shards.world.toString());
                disturb(random, i);
                assertTrue(stored() <= LOW, "stored " + stored() + ", seed " + seed);
            }
        }
        assertTrue(shards.world.runUntil(open::isEmpty), () -> shards.world + " waits for " + open);
        shards.transport.breakRate = 0;
        assertTrue(stored() <= LOW, "stored " + stored() + ", seed " + seed);
        assertTrue(
                shards.world.runUntil(() -> shards.difference() == null),
                () -> shards.difference());
        // A server that has just started counts when it serves.
        assertTrue(shards.world.runUntil(() -> stored() == used()), "seed " + seed);
        assertTrue(!refusals.isEmpty(), "the limit was reached, seed " + seed);
        // Nothing is stuck with a bucket: all that is left can be had from one of them.
        long left = LOW - stored();
        long file = files.get(random.nextInt(BUCKETS));
        for (int i = 0; i < left; i++) {
            assertEquals(0, write(file, 10_000 + i, 1), "seed " + seed);
        }
        assertEquals(-Errno.ENOSPC, write(file, 20_000, 1), "seed " + seed);
        for (var server : shards.servers) {
            assertEquals(0, server.contextsTaken());
        }
    }

    private void start(
            long file,
            RandomGenerator random,
            int id,
            TreeSet<Integer> open,
            List<Long> refusals,
            int[] done) {
        boolean shrinks = random.nextInt(5) == 0;
        long at = random.nextInt(150);
        byte[] data = new byte[shrinks ? 0 : (1 + random.nextInt(20)) * BLOCK];
        var request = shrinks
                ? request(file).flags(io.heddle.wire.SetAttr.SIZE).a(at * BLOCK)
                : request(file, data.length).a(at * BLOCK).dataBytes(data.length);
        int opcode = shrinks ? Opcode.SETATTR : Opcode.WRITE;
        shards.call(opcode, request, data, (result, memory, bytes) -> {
            assertTrue(result == 0 || result == -Errno.ENOSPC, "status " + result);
            if (result != 0) {
                refusals.add(file);
            }
            open.remove(id);
            done[0]++;
        });
    }

    private void disturb(RandomGenerator random, int step) {
        int server = random.nextInt(SERVERS);
        if (random.nextBoolean()) {
            shards.kill(server);
            shards.world.runFor(
                    1_000_000); // What it had sent arrives, as its sessions end with it.
            shards.restart(server);
            return;
        }
        // Another of the replicas leads, as after a failure of the first.
        int bucket = random.nextInt(BUCKETS);
        int[] now = shards.cluster.map().of(bucket).servers();
        assertNotNull(now, "step " + step);
        shards.cluster.set(bucket, now[1], now[0], now[2]);
    }

    private static LongStream seeds() {
        return Seeds.of(101, 8);
    }
}
