package io.heddle.drive.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.drive.StateStore;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The table against a TreeMap of byte arrays. */
class MemTableTest {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment scratch = arena.allocate(1 << 17);
    private final SlabMemory memory = new SlabMemory();
    private final MemTable table = new MemTable(memory);

    @AfterEach
    void close() {
        memory.close();
        arena.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldBehaveLikeTreeMap(long seed) {
        var random = new Random(seed);
        var model = new TreeMap<byte[], byte[]>(Arrays::compareUnsigned);
        for (int round = 0; round < 6; round++) {
            boolean grows = round % 2 == 0;
            for (int i = 0; i < 6_000; i++) {
                byte[] key = key(random, (int) (seed % 4));
                if (random.nextInt(10) < (grows ? 8 : 2)) {
                    byte[] value = new byte[random.nextInt(random.nextInt(40) == 0 ? 5_000 : 100)];
                    random.nextBytes(value);
                    put(key, value);
                    model.put(key, value);
                } else {
                    assertEquals(model.remove(key) != null, remove(key), "seed " + seed);
                }
            }
            compare(model, seed, random);
        }
        for (byte[] key : new TreeMap<>(model).keySet()) {
            assertTrue(remove(key));
            model.remove(key);
        }
        compare(model, seed, random);
        assertEquals(0, memory.usedBytes(), "pieces are lost with seed " + seed);
    }

    @Test
    void shouldKeepLongestKeysAndValues() {
        byte[] key = new byte[StateStore.MAX_KEY_BYTES];
        byte[] value = new byte[StateStore.MAX_VALUE_BYTES];
        new Random(5).nextBytes(value);
        for (int i = 0; i < 200; i++) {
            key[key.length - 1] = (byte) i;
            value[0] = (byte) i;
            put(key, value);
        }
        for (int i = 0; i < 200; i++) {
            key[key.length - 1] = (byte) i;
            value[0] = (byte) i;
            assertArrayEquals(value, get(key));
        }
    }

    @Test
    void shouldGrowValuesInPlaceWithZeros() {
        put(new byte[] {1}, new byte[] {9, 8, 7});
        MemorySegment.copy(new byte[] {1}, 0, scratch, ValueLayout.JAVA_BYTE, 0, 1);
        table.upsert(scratch, 0, 1, 600);
        byte[] value = get(new byte[] {1});
        assertEquals(600, value.length);
        assertArrayEquals(new byte[] {9, 8, 7, 0}, Arrays.copyOf(value, 4));
        table.upsert(scratch, 0, 1, 2);
        assertArrayEquals(new byte[] {9, 8}, get(new byte[] {1}));
    }

    @Test
    void shouldNotAllocateOnTheHeapForLookUps() {
        for (int i = 0; i < 20_000; i++) {
            put(
                    Integer.toString(i * 7919).getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                    new byte[20]);
        }
        var view = new StateStore.View();
        var bean = (com.sun.management.ThreadMXBean)
                java.lang.management.ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().threadId();
        long bytes = 0;
        long ns = 0;
        int gets = 200_000;
        for (int round = 0; round < 3; round++) {
            long before = bean.getThreadAllocatedBytes(id);
            long start = System.nanoTime();
            for (int i = 0; i < gets; i++) {
                scratch.set(ValueLayout.JAVA_INT, 0, i % 9 + '1' << 8 | '0' + i % 7);
                table.get(scratch, 0, 4, view);
            }
            ns = System.nanoTime() - start;
            bytes = bean.getThreadAllocatedBytes(id) - before;
        }
        System.out.println(
                "a look-up among 20,000 keys: " + ns / gets + " ns, " + bytes + " bytes in all");
        assertTrue(bytes < gets, bytes + " bytes for " + gets + " look-ups");
    }

    private void compare(TreeMap<byte[], byte[]> model, long seed, Random random) {
        assertEquals(model.size(), table.size(), "seed " + seed);
        StateStore.Cursor cursor = table.cursor();
        boolean more = cursor.seek(scratch, 0, 0);
        for (Map.Entry<byte[], byte[]> entry : model.entrySet()) {
            assertTrue(more, "the cursor ends early with seed " + seed);
            assertArrayEquals(entry.getKey(), bytes(cursor.key()), "seed " + seed);
            assertArrayEquals(entry.getValue(), bytes(cursor.value()), "seed " + seed);
            assertArrayEquals(entry.getValue(), get(entry.getKey()), "seed " + seed);
            more = cursor.next();
        }
        assertFalse(more);
        for (int i = 0; i < 500; i++) {
            byte[] key = key(random, (int) (seed % 4));
            byte[] ceiling = model.ceilingKey(key);
            MemorySegment.copy(key, 0, scratch, ValueLayout.JAVA_BYTE, 0, key.length);
            assertEquals(ceiling != null, cursor.seek(scratch, 0, key.length));
            if (ceiling != null) {
                assertArrayEquals(ceiling, bytes(cursor.key()));
            }
        }
    }

    /** Shapes: long common prefixes, short random keys, ascending numbers, keys that are prefixes of others. */
    private static byte[] key(Random random, int shape) {
        byte[] key = switch (shape) {
            case 0 -> new byte[40 + random.nextInt(3)];
            case 1 -> new byte[1 + random.nextInt(3)];
            case 2 -> new byte[17];
            default -> new byte[1 + random.nextInt(24)];
        };
        switch (shape) {
            case 0 -> {
                key[random.nextInt(4) * 9] = (byte) random.nextInt();
                key[39] = (byte) random.nextInt();
                key[38] = (byte) random.nextInt(8);
            }
            case 1 -> random.nextBytes(key);
            case 2 -> {
                int n = random.nextInt(20_000);
                key[15] = (byte) (n >> 8);
                key[16] = (byte) n;
            }
            default -> Arrays.fill(key, (byte) random.nextInt(256));
        }
        return key;
    }

    private void put(byte[] key, byte[] value) {
        MemorySegment.copy(key, 0, scratch, ValueLayout.JAVA_BYTE, 0, key.length);
        MemorySegment.copy(value, 0, scratch, ValueLayout.JAVA_BYTE, 600, value.length);
        table.put(scratch, 0, key.length, scratch, 600, value.length);
    }

    private boolean remove(byte[] key) {
        MemorySegment.copy(key, 0, scratch, ValueLayout.JAVA_BYTE, 0, key.length);
        return table.remove(scratch, 0, key.length);
    }

    private byte[] get(byte[] key) {
        MemorySegment.copy(key, 0, scratch, ValueLayout.JAVA_BYTE, 0, key.length);
        var view = new StateStore.View();
        assertTrue(table.get(scratch, 0, key.length, view) >= 0);
        byte[] value = bytes(view);
        assertNotNull(value);
        return value;
    }

    private static byte[] bytes(StateStore.View view) {
        return view.memory()
                .asSlice(view.offset(), view.lengthBytes())
                .toArray(ValueLayout.JAVA_BYTE);
    }
}
