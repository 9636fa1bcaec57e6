package io.heddle.drive.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

class RecordFetcherTest {
    private final DriveBench bench = new DriveBench(41, 32 << 20);
    private final MemorySegment to = bench.arena.allocate(2 << 20);
    private final List<byte[]> appended = new ArrayList<>();

    @AfterEach
    void close() {
        bench.close();
    }

    private void append() {
        int bytes = bench.writer.end();
        appended.add(bench.writer.memory().asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE));
        assertEquals(0, bench.append());
    }

    private void compare() {
        int index = 0;
        while (index < appended.size()) {
            int bytes = bench.drive.readRecords(1, index + 1, to, 0, 700_000);
            assertTrue(bytes > 0, "record " + (index + 1) + ": " + bytes);
            for (int at = 0; at < bytes; index++) {
                int length = to.get(ValueLayout.JAVA_INT_UNALIGNED, at);
                assertArrayEquals(
                        appended.get(index),
                        to.asSlice(at + 4, length).toArray(ValueLayout.JAVA_BYTE),
                        "record " + (index + 1));
                at += 4 + length;
            }
        }
        assertEquals(0, bench.drive.readRecords(1, index + 1, to, 0, 700_000));
    }

    @Test
    void shouldGiveTheSameBytesAgain() {
        for (int i = 0; i < 60; i++) {
            bench.begin(1).put("key" + i, "v".repeat(i * 10)).write(3, i * 7, i * 500 + 1, i + 1);
            if (i % 10 == 0) {
                bench.write(4, i * 200, 100_001 + i, 1000 + i).write(5, i * 200, 70_000, 2000 + i);
            }
            append();
            if (i % 3 == 0) {
                bench.settle();
            }
        }
        bench.settle();
        compare();
        bench.crash();
        compare();
        bench.checkpoint();
        bench.crash();
        compare();
    }

    @Test
    void shouldSayThatTheJournalNoLongerHoldsThem() {
        for (int i = 0; i < 400; i++) {
            bench.begin(1).write(3, i % 5, 40_000, i + 1);
            assertEquals(0, bench.append());
            bench.settle();
            bench.drive.committed(1, i);
        }
        assertEquals(-Errno.ENODATA, bench.drive.readRecords(1, 1, to, 0, 700_000));
        assertTrue(bench.drive.readRecords(1, 399, to, 0, 700_000) > 80_000);
    }

    @Test
    void shouldSayThatLargePayloadIsGone() {
        bench.begin(1).write(3, 0, 400_000, 1);
        append();
        bench.settle();
        for (int i = 0; i < 100; i++) {
            bench.begin(1).write(3, 0, 400_000, i + 2);
            assertEquals(0, bench.append());
            bench.settle();
        }
        assertEquals(-Errno.ENODATA, bench.drive.readRecords(1, 1, to, 0, 700_000));
        assertEquals(-Errno.ENODATA, bench.drive.readRecords(2, 1, to, 0, 700_000) - Errno.ENODATA);
    }
}
