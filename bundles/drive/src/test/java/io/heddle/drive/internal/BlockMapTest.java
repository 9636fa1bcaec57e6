package io.heddle.drive.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** The block map against a TreeMap of one file, beside a neighbour that must not change. */
class BlockMapTest {
    private static final long INODE = 1L << 50 | 7;

    private final Arena arena = Arena.ofConfined();
    private final SlabMemory memory = new SlabMemory();
    private final BlockMap map = new BlockMap(new MemTable(memory), arena.allocate(16));

    @AfterEach
    void close() {
        memory.close();
        arena.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldBehaveLikeTreeMap(long seed) {
        var random = new Random(seed);
        var model = new TreeMap<Long, Integer>();
        map.set(INODE - 1, 5, 77, 0, 0);
        map.set(INODE + 1, 0, 78, 0, 0);
        int span = seed % 2 == 0 ? 300 : 100_000;
        for (int i = 0; i < 4_000; i++) {
            long block = random.nextInt(span);
            if (random.nextInt(12) > 0) {
                Integer before = model.put(block, i);
                assertEquals(before == null ? -1 : before, map.set(INODE, block, i, i * 3, i * 5));
            } else {
                punch(model, block, random.nextInt(8) == 0 ? -1 : block + random.nextInt(span / 4));
            }
            if (i % 50 == 0) {
                compare(model, random, span, "seed " + seed + ", step " + i);
            }
        }
        punch(model, 0, -1);
        compare(model, random, span, "seed " + seed);
        assertEquals(77, map.find(INODE - 1, 5));
        assertEquals(78, map.find(INODE + 1, 0));
        assertEquals(4, map.table().size(), "two groups and two counts");
    }

    private void punch(TreeMap<Long, Integer> model, long first, long end) {
        var range = model.subMap(first, end < 0 ? Long.MAX_VALUE : end);
        var expected = new TreeSet<>(range.values());
        var freed = new TreeSet<Integer>();
        map.punch(INODE, first, end, freed::add);
        assertEquals(expected, freed);
        range.clear();
    }

    private void compare(TreeMap<Long, Integer> model, Random random, int span, String where) {
        assertEquals(model.size(), map.count(INODE), where);
        for (int i = 0; i < 40; i++) {
            long block = random.nextInt(span + 10);
            Integer expected = model.get(block);
            assertEquals(expected == null ? -1 : expected, map.find(INODE, block), where);
            if (expected != null) {
                assertEquals(expected * 3, map.crc(), where);
                assertEquals(expected * 5, map.generation(), where);
            }
            Long data = model.ceilingKey(block);
            assertEquals(data == null ? -1 : data, map.next(INODE, block, true), where);
            long hole = block;
            while (model.containsKey(hole)) {
                hole++;
            }
            assertEquals(hole, map.next(INODE, block, false), where);
        }
    }
}
