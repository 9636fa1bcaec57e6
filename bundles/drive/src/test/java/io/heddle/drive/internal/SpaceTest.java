package io.heddle.drive.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A drive that is filled, refuses, is emptied and takes records again. */
class SpaceTest {
    private final DriveBench bench = new DriveBench(31, 8 << 20);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void shouldRefusePayloadBeforeItIsFullAndTakeItAgainAfterPunches() {
        for (int round = 0; round < 3; round++) {
            int blocks = 0;
            while (bench.begin(1).write(7, blocks, 20 * 4096, blocks + 1).append() == 0) {
                blocks += 20;
                bench.settle();
            }
            assertTrue(blocks >= 1900, "only " + blocks + " of 2048 blocks, round " + round);
            assertEquals(-Errno.ENOSPC, bench.begin(1).write(7, 0, 80 * 4096, 1).append());
            assertFalse(bench.drive.admits(80 * 4096, false));
            assertTrue(bench.drive.admits(4096, true));
            assertEquals(0, bench.begin(1).write(7, 0, 100, 1).punch(7, 1, -1).append());
            bench.settle();
            bench.world.runFor(5_000_000);
            assertEquals(1, bench.drive.bucket(1).blockCount(7));
            assertEquals(bench.drive.capacityBytes() - 4096, bench.drive.freeBytes());
            if (round == 1) {
                bench.checkpoint();
                bench.crash();
                assertNull(bench.drive.failure());
            }
            assertTrue(bench.drive.admits(1000 * 4096, false));
        }
    }

    @Test
    void shouldOverwriteForEverInALittleSpace() {
        for (int i = 0; i < 600; i++) {
            int status = bench.begin(1).write(7, i % 3 * 40, 100 * 4096, i + 1).append();
            assertEquals(0, status, "record " + i);
            if (i % 3 == 2) {
                bench.settle();
                bench.world.runFor(1_000_000);
            }
        }
        bench.settle();
        assertEquals(600, bench.mark(1, 7, 170));
    }

    @Test
    void shouldRefuseKeysThatACheckpointCouldNotHold() {
        String value = "x".repeat(60_000);
        int keys = 0;
        while (bench.begin(1).put("key" + keys, value).append() == 0) {
            keys++;
            bench.settle();
        }
        assertTrue(keys > 80, keys + " keys");
        assertFalse(bench.drive.admits(0, false));
        bench.checkpoint();
        bench.checkpoint();
        for (int i = 0; i < keys; i += 2) {
            assertEquals(0, bench.begin(1).delete("key" + i).append());
        }
        bench.settle();
        assertTrue(bench.drive.admits(0, false));
        bench.begin(1).put("again", value);
        assertEquals(0, bench.append());
        bench.settle();
        bench.checkpoint();
        bench.crash();
        assertEquals(value, bench.get(1, "key1"));
        assertNull(bench.get(1, "key2"));
        assertEquals(value, bench.get(1, "again"));
    }
}
