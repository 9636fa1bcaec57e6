package io.heddle.drive.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.drive.Drives.DriveConfig;
import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class DriveEngineTest {
    private final DriveBench bench = new DriveBench(11, 64 << 20);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void shouldShowARecordAtOnceAndAcknowledgeItWhenDurable() {
        assertEquals(0, bench.begin(1).put("a", "1").put("b", "2").append());
        assertEquals("1", bench.get(1, "a"));
        assertEquals(0, bench.acknowledged);
        assertEquals(0, bench.drive.bucket(1).durableSequence());
        bench.settle();
        assertEquals(1, bench.acknowledged);
        assertEquals(1, bench.drive.bucket(1).durableSequence());
        assertEquals(0, bench.begin(1).delete("a").append());
        assertNull(bench.get(1, "a"));
    }

    @Test
    void s119ShouldTellTheMemoryThatItOwns() {
        long fresh = bench.drive.memoryBytes();
        assertTrue(fresh >= 256 << 10, "one frame of the journal at least: " + fresh);
        for (int i = 0; i < 600; i++) {
            assertEquals(0, bench.begin(1).write(100, i, 4096, i + 1).append());
            bench.settle();
        }
        long blocks = 600L * 4096;
        long full = bench.drive.memoryBytes();
        assertTrue(full >= fresh + blocks, "the blocks are cached: " + fresh + " -> " + full);
        assertTrue(full < fresh + blocks + (16 << 20), "and little else: " + full);
    }

    @Test
    void shouldBringKeysAndBlocksBackAfterACrash() {
        for (int i = 0; i < 300; i++) {
            int bucket = i % 5;
            bench.begin(bucket).put("key" + i, "value" + i).write(bucket + 100, i, 4096, i + 1);
            assertEquals(0, bench.append());
            if (i % 7 == 0) {
                bench.settle();
            }
        }
        bench.begin(2).write(102, 1, 9000, 777).punch(102, 12, 20);
        assertEquals(0, bench.append());
        bench.settle();
        long chain = bench.drive.bucket(2).chain();
        bench.crash();
        assertEquals(chain, bench.drive.bucket(2).chain());
        for (int i = 0; i < 300; i++) {
            int bucket = i % 5;
            assertEquals("value" + i, bench.get(bucket, "key" + i));
            boolean punched = bucket == 2 && i >= 12 && i < 20;
            boolean replaced = bucket == 2 && i >= 1 && i < 4;
            if (!replaced) {
                assertEquals(punched ? 0 : i + 1, bench.mark(bucket, bucket + 100, i));
            }
        }
        assertEquals(777, bench.mark(2, 102, 1));
        assertEquals(777, bench.mark(2, 102, 2));
        assertEquals(60, bench.drive.bucket(2).blockCount(102)); // 12 and 17 went, 1 and 3 came.
    }

    @Test
    void shouldRefuseGapsOldEpochsBrokenChainsAndNonsense() {
        assertEquals(0, bench.begin(1).put("a", "1").append());
        var state = bench.drive.bucket(1);
        bench.writer.begin(1, 1, 3, state.chain(), 0, 0);
        assertEquals(-Errno.EINVAL, bench.append());
        bench.writer.begin(1, 0, 2, state.chain(), 0, 0);
        assertEquals(-Errno.ESTALE, bench.append());
        bench.writer.begin(1, 1, 2, state.chain() + 1, 0, 0);
        assertEquals(-Errno.EINVAL, bench.append());
        bench.writer.begin(1 << 15, 1, 1, 0, 0, 0);
        assertEquals(-Errno.EINVAL, bench.append());
        bench.begin(1).put("b", "2");
        int bytes = bench.writer.end();
        assertEquals(
                -Errno.EINVAL,
                bench.drive.append(bench.writer.memory(), 0, bytes - 8, (t, s) -> {}, 0));
        assertEquals(1, state.sequence());
    }

    @Test
    void shouldAcknowledgeInOrder() {
        List<Long> order = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            bench.begin(i % 3).put("k" + i, "v");
            assertEquals(
                    0,
                    bench.append(
                            (token, status) -> {
                                order.add(token);
                                bench.acknowledged++;
                            },
                            i));
            if (i % 20 == 0) {
                bench.world.runFor(20_000);
            }
        }
        bench.settle();
        for (int i = 0; i < 500; i++) {
            assertEquals(i, order.get(i));
        }
    }

    @Test
    void shouldRefuseTheDriveOfAnotherCluster() {
        bench.begin(1).put("a", "1").append();
        bench.settle();
        var foreign = new DriveConfig(3, 1, 64 << 20, 4 << 20);
        var thrown = assertThrows(
                StorageException.class, () -> new DriveFactory().open(bench.loop.env(), foreign));
        assertTrue(thrown.getMessage().contains("belongs to cluster"), thrown.getMessage());
        bench.crash();
        assertEquals("1", bench.get(1, "a"));
    }

    @Test
    void shouldFailOnceAndForAllWhenTheJournalCannotBeWritten() {
        bench.begin(1).put("a", "1").append();
        bench.settle();
        bench.loop.disk().fail();
        bench.begin(1).put("b", "2").append();
        bench.settle();
        assertEquals(1, bench.failed);
        bench.loop.disk().repair();
        assertEquals(-Errno.EIO, bench.begin(1).put("c", "2").append());
        assertTrue(bench.drive.failure().contains("journal"));
        assertEquals(1, bench.loop.env().events().alerts().size());
    }
}
