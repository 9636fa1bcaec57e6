package io.heddle.drive.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Bits that rot in each of the files. */
class DamageTest {
    private final DriveBench bench = new DriveBench(21, 16 << 20);

    @AfterEach
    void close() {
        bench.close();
    }

    /** Writes frames of one record each. @return where the last one begins */
    private long fill(int frames) {
        for (int i = 0; i < frames; i++) {
            bench.begin(1).put("key" + i, "value" + i);
            assertEquals(0, bench.append());
            bench.settle();
        }
        return (frames - 1) * 512L;
    }

    @Test
    void shouldCutARottenEndAndSaySo() {
        long last = fill(10);
        bench.loop.disk().rot(DriveFiles.JOURNAL, last + 70);
        bench.crash();
        assertNull(bench.drive.failure());
        assertEquals(9, bench.drive.bucket(1).sequence());
        assertEquals("value8", bench.get(1, "key8"));
        assertNull(bench.get(1, "key9"));
        var events = bench.loop.env().events().events();
        assertTrue(
                events.stream().anyMatch(e -> e.text().contains("1 records after frame 9")),
                events.toString());
        bench.begin(1).put("again", "1").append();
        bench.settle();
        bench.crash();
        assertEquals(10, bench.drive.bucket(1).sequence());
    }

    @Test
    void shouldServeNothingWhenTheMiddleIsDamaged() {
        long last = fill(10);
        bench.loop.disk().rot(DriveFiles.JOURNAL, last / 2 / 512 * 512 + 70);
        byte[] before = journal();
        bench.crash();
        String failure = bench.drive.failure();
        assertNotNull(failure);
        assertTrue(failure.contains("frame 5"), failure);
        assertEquals(-Errno.EIO, bench.begin(1).put("a", "b").append());
        bench.world.runFor(10_000_000);
        assertEquals(1, bench.loop.env().events().alerts().size());
        assertArrayEquals(before, journal());
    }

    @Test
    void shouldFindEveryFlippedByteOfTheMiddle() {
        fill(6);
        byte[] good = journal();
        for (int at = 0; at < 128; at += 3) {
            bench.loop.disk().rot(DriveFiles.JOURNAL, 512 + at);
            bench.crash();
            assertNotNull(bench.drive.failure(), "byte " + at);
            restore(good);
        }
        bench.crash();
        assertNull(bench.drive.failure());
        assertEquals(6, bench.drive.bucket(1).sequence());
    }

    private void restore(byte[] good) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(good.length, 4096);
            memory.copyFrom(MemorySegment.ofArray(good));
            boolean[] done = {false};
            bench.loop
                    .env()
                    .disk()
                    .open(DriveFiles.JOURNAL)
                    .write(0, memory, 0, good.length, true, (t, r) -> done[0] = true, 0);
            assertTrue(bench.world.runUntil(() -> done[0]));
        }
    }

    @Test
    void shouldRefuseABlockWithAWrongChecksum() {
        bench.begin(1).write(5, 0, 8 * 4096, 9);
        assertEquals(0, bench.append());
        bench.settle();
        bench.checkpoint();
        bench.crash();
        assertEquals(9, bench.mark(1, 5, 3));
        bench.loop.disk().rot(DriveFiles.BLOCKS, 3 * 4096 + 17);
        assertEquals(-2, bench.mark(1, 5, 3));
        assertEquals(9, bench.mark(1, 5, 4));
        assertEquals(1, bench.loop.env().events().alerts().size());
    }

    @Test
    void shouldServeNothingWhenTheCheckpointIsDamaged() {
        fill(50);
        bench.checkpoint();
        bench.crash();
        assertNull(bench.drive.failure());
        assertEquals("value7", bench.get(1, "key7"));
        bench.loop.disk().rot(DriveFiles.CHECKPOINT, CheckpointFormat.position(0) + 100);
        bench.crash();
        assertTrue(bench.drive.failure().contains("checkpoint"), bench.drive.failure());
    }

    @Test
    void shouldReadTheOtherSuperblock() {
        fill(3);
        bench.loop.disk().rot(Superblock.FILE, 20);
        bench.crash();
        assertEquals(3, bench.drive.bucket(1).sequence());
        bench.loop.disk().rot(Superblock.FILE, 4096 + 20);
        var thrown = assertThrows(StorageException.class, bench::crash);
        assertEquals(Errno.EIO, thrown.errno());
        assertTrue(thrown.getMessage().contains("superblock"));
    }

    private byte[] journal() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(1 << 20, 4096);
            bench.loop.env().disk().open(DriveFiles.JOURNAL).readNow(0, memory, 0, 1 << 20);
            return memory.toArray(ValueLayout.JAVA_BYTE);
        }
    }
}
