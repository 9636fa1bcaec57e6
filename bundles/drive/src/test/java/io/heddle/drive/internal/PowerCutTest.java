package io.heddle.drive.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.drive.BucketState;
import io.heddle.foreign.linux.Errno;
import io.heddle.testkit.sim.DiskFaults;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Random records, power cuts at random points, and a model: after each cut every bucket stands at a record
 * that was appended, not before the last one that was acknowledged, and holds exactly its state.
 */
class PowerCutTest {
    private static final int CUTS = 50;
    private static final int BUCKETS = 4;
    private static final int FILES = 3;
    private static final int BLOCKS = 250;
    private static final int READ_BLOCKS = 12;

    /** What a bucket holds after some records. */
    private static final class Model {
        private final TreeMap<String, String> keys = new TreeMap<>();
        private final Map<Long, TreeMap<Long, Long>> files = new HashMap<>();
        /** The files with all records, acknowledged or not. */
        private final Map<Long, TreeMap<Long, Long>> newest = new HashMap<>();

        private final List<Consumer<Model>> pending = new ArrayList<>();
        private long sequence;
        private long acknowledged;

        TreeMap<Long, Long> file(long inode) {
            return files.computeIfAbsent(inode, key -> new TreeMap<>());
        }

        TreeMap<Long, Long> newest(long inode) {
            return newest.computeIfAbsent(inode, key -> new TreeMap<>());
        }
    }

    private final Model[] models = new Model[BUCKETS];
    private long nextMark = 1;
    private int failures;
    private int reads;
    private final List<MemorySegment> readers = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103, 104})
    void shouldKeepWhatItAcknowledgedAndInventNothing(long seed) {
        for (int b = 0; b < BUCKETS; b++) {
            models[b] = new Model();
        }
        var random = new SplittableRandom(seed);
        long start = System.nanoTime();
        try (var bench = new DriveBench(seed, 24 << 20)) {
            for (int cut = 0; cut < CUTS; cut++) {
                String where = "seed " + seed + ", cut " + cut;
                work(bench, random, 10 + random.nextInt(200));
                bench.loop.disk().faults(DiskFaults.NONE);
                if (random.nextInt(8) == 0) {
                    bench.crash();
                } else {
                    bench.powerCut();
                }
                assertNull(bench.drive.failure(), where);
                for (int b = 0; b < BUCKETS; b++) {
                    compare(bench, b, where);
                }
            }
        }
        System.out.println("seed " + seed + ": " + CUTS + " cuts, " + failures
                + " failed drives, " + reads + " reads in "
                + (System.nanoTime() - start) / 1_000_000 + " ms");
    }

    private void work(DriveBench bench, SplittableRandom random, int records) {
        boolean checkpoints = random.nextInt(3) == 0;
        if (random.nextInt(4) == 0) {
            bench.loop.disk().faults(DiskFaults.NONE.latency(3_000_000, 15_000, 50_000));
        } else if (random.nextInt(4) == 0) {
            bench.loop.disk().faults(DiskFaults.NONE.writeErrors(0.01).flushErrors(0.05));
        }
        for (int i = 0; i < records; i++) {
            int bucket = random.nextInt(BUCKETS);
            Model model = models[bucket];
            bench.begin(bucket);
            List<Consumer<Model>> changes = new ArrayList<>();
            int entries = 1 + random.nextInt(3);
            for (int e = 0; e < entries; e++) {
                changes.add(change(bench, random, model));
            }
            long sequence = model.sequence + model.pending.size() + 1;
            int status = bench.append(
                    (token, result) -> {
                        if (result == 0) {
                            assertEquals(model.acknowledged + 1, token, "in order");
                            model.acknowledged = token;
                        } else {
                            assertEquals(-Errno.EIO, result);
                            assertNotNull(bench.drive.failure());
                        }
                    },
                    sequence);
            if (bench.drive.failure() != null) {
                failures++;
                return;
            }
            assertEquals(0, status, "append");
            model.pending.add(m -> changes.forEach(c -> c.accept(m)));
            switch (random.nextInt(6)) {
                case 0 -> bench.world.runFor(random.nextInt(300_000));
                case 1 -> bench.world.runFor(random.nextInt(20_000));
                default -> {}
            }
            if (random.nextInt(4) == 0) {
                startRead(bench, random);
            }
            if (checkpoints && random.nextInt(60) == 0) {
                bench.loop.run(() -> bench.drive.checkpoint(() -> {}));
            }
        }
        bench.world.runFor(random.nextInt(2) == 0 ? 0 : random.nextInt(3_000_000));
    }

    /** Reads in the background; the blocks are as they were when the read began. */
    private void startRead(DriveBench bench, SplittableRandom random) {
        int bucket = random.nextInt(BUCKETS);
        long inode = 1 + random.nextInt(FILES);
        long first = random.nextInt(BLOCKS - READ_BLOCKS);
        long[] expected = new long[READ_BLOCKS];
        for (int i = 0; i < READ_BLOCKS; i++) {
            expected[i] = models[bucket].newest(inode).getOrDefault(first + i, 0L);
        }
        if (readers.isEmpty()) {
            readers.add(bench.arena.allocate(READ_BLOCKS * 4096L, 4096));
        }
        MemorySegment to = readers.removeLast();
        BucketState.BlocksDone done = (token, status) -> {
            readers.add(to);
            if (bench.drive.failure() != null) {
                return;
            }
            assertEquals(0, status);
            for (int i = 0; i < READ_BLOCKS; i++) {
                assertEquals(expected[i], DriveBench.markOf(to, i * 4096L), "block " + (first + i));
            }
            reads++;
        };
        bench.loop.run(() ->
                bench.drive.bucket(bucket).readBlocks(inode, first, READ_BLOCKS, to, 0, done, 0));
    }

    private Consumer<Model> change(DriveBench bench, SplittableRandom random, Model model) {
        long inode = 1 + random.nextInt(FILES);
        int kind = random.nextInt(10);
        if (kind < 3) {
            String key = "key" + random.nextInt(200);
            String value = "v" + nextMark++ + "x".repeat(random.nextInt(60));
            bench.put(key, value);
            return m -> m.keys.put(key, value);
        }
        if (kind == 3) {
            String key = "key" + random.nextInt(200);
            bench.delete(key);
            return m -> m.keys.remove(key);
        }
        if (kind == 4) {
            long first = random.nextInt(BLOCKS);
            long end = random.nextInt(3) == 0 ? -1 : first + random.nextInt(100);
            bench.punch(inode, first, end);
            model.newest(inode).subMap(first, end < 0 ? Long.MAX_VALUE : end).clear();
            return m ->
                    m.file(inode).subMap(first, end < 0 ? Long.MAX_VALUE : end).clear();
        }
        int blocks = kind == 5 ? 16 + random.nextInt(60) : 1 + random.nextInt(6);
        long first = random.nextInt(BLOCKS - blocks);
        long mark = nextMark++;
        bench.write(inode, first, blocks * 4096, mark);
        for (long block = first; block < first + blocks; block++) {
            model.newest(inode).put(block, mark);
        }
        return m -> {
            for (long block = first; block < first + blocks; block++) {
                m.file(inode).put(block, mark);
            }
        };
    }

    private void compare(DriveBench bench, int bucket, String where) {
        Model model = models[bucket];
        var state = bench.drive.bucket(bucket);
        long reached = state.sequence();
        assertTrue(reached >= model.acknowledged, where + ": acknowledged records are lost");
        assertTrue(
                reached <= model.sequence + model.pending.size(), where + ": records are invented");
        model.pending
                .subList(0, (int) (reached - model.sequence))
                .forEach(change -> change.accept(model));
        model.pending.clear();
        model.newest.clear();
        model.files.forEach((inode, file) -> model.newest.put(inode, new TreeMap<>(file)));
        model.sequence = reached;
        model.acknowledged = reached;
        assertEquals(model.keys.size(), state.store().size(), where);
        model.keys.forEach(
                (key, value) -> assertEquals(value, bench.get(bucket, key), where + " " + key));
        for (long inode = 1; inode <= FILES; inode++) {
            TreeMap<Long, Long> file = model.file(inode);
            assertEquals(file.size(), state.blockCount(inode), where + ", blocks of file " + inode);
            for (long first = 0; first < BLOCKS; first += 50) {
                var memory = bench.read(bucket, inode, first, 50);
                for (int i = 0; i < 50; i++) {
                    long expected = file.getOrDefault(first + i, 0L);
                    assertEquals(
                            expected,
                            memory.byteSize() == 0 ? -2 : DriveBench.markOf(memory, i * 4096L),
                            where + ", bucket " + bucket + ", file " + inode + ", block "
                                    + (first + i));
                }
            }
        }
    }
}
