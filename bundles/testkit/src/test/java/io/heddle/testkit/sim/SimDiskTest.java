package io.heddle.testkit.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.foreign.linux.Errno;
import io.heddle.runtime.DiskFile;
import io.heddle.runtime.StorageException;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.EnumMap;
import java.util.Map;

class SimDiskTest {
    private static final int BYTES = 4096;

    private enum Fate {
        DROPPED,
        KEPT,
        TORN
    }

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment out = arena.allocate(BYTES, BYTES).fill((byte) 1);
    private final MemorySegment in = arena.allocate(BYTES, BYTES);
    private int result = 1;

    @Test
    void shouldDropKeepAndTearWhatIsNotFlushed() {
        Map<Fate, Integer> seen = new EnumMap<>(Fate.class);
        for (long seed = 0; seed < 60; seed++) {
            seen.merge(afterPowerCut(seed, false, false), 1, Integer::sum);
        }
        assertEquals(3, seen.size(), seen.toString());
    }

    @Test
    void shouldKeepWhatIsDurableOrFlushed() {
        for (long seed = 0; seed < 60; seed++) {
            assertEquals(Fate.KEPT, afterPowerCut(seed, true, false), "seed " + seed);
            assertEquals(Fate.KEPT, afterPowerCut(seed, false, true), "seed " + seed);
        }
    }

    private Fate afterPowerCut(long seed, boolean durable, boolean flush) {
        SimWorld world = new SimWorld(seed);
        SimLoop loop = world.loop("server 0");
        DiskFile file = loop.env().disk().create("journal", 1 << 20, true);
        write(world, file, 8192, durable);
        if (flush) {
            result = 1;
            file.flush((token, status) -> result = status, 0);
            assertTrue(world.runUntil(() -> result == 0));
        }
        loop.powerCut();
        SimLoop again = world.restart(loop);
        assertEquals(BYTES, again.env().disk().open("journal").readNow(8192, in, 0, BYTES));
        int kept = 0;
        for (int at = 0; at < BYTES; at += 512) {
            byte first = in.get(ValueLayout.JAVA_BYTE, at);
            kept += first;
            for (int index = at; index < at + 512; index++) {
                assertEquals(first, in.get(ValueLayout.JAVA_BYTE, index), "torn inside a sector");
            }
        }
        return kept == 0 ? Fate.DROPPED : kept == 8 ? Fate.KEPT : Fate.TORN;
    }

    @Test
    void shouldNeverPutAnOlderWriteOverADurableOne() {
        for (long seed = 0; seed < 60; seed++) {
            SimWorld world = new SimWorld(seed);
            SimLoop loop = world.loop("server 0");
            DiskFile file = loop.env().disk().create("journal", 1 << 20, true);
            out.fill((byte) 1);
            write(world, file, 0, false);
            out.fill((byte) 2);
            write(world, file, 0, true);
            loop.powerCut();
            world.restart(loop).env().disk().open("journal").readNow(0, in, 0, BYTES);
            assertEquals(-1, in.mismatch(out), "seed " + seed);
        }
    }

    @Test
    void shouldShowCompletedWritesAfterAKill() {
        for (long seed = 0; seed < 30; seed++) {
            SimWorld world = new SimWorld(seed);
            SimLoop loop = world.loop("server 0");
            write(world, loop.env().disk().create("data", 1 << 20, true), 0, false);
            world.restart(loop).env().disk().open("data").readNow(0, in, 0, BYTES);
            assertEquals(-1, in.mismatch(out), "seed " + seed);
        }
    }

    @Test
    void shouldGiveErrorsWhenToldTo() {
        SimWorld world = new SimWorld(7);
        SimLoop loop = world.loop("server 0");
        DiskFile file = loop.env().disk().create("data", 1 << 20, true);
        loop.disk().faults(DiskFaults.NONE.readErrors(1));
        assertEquals(-Errno.EIO, file.readNow(0, in, 0, BYTES));
        loop.disk().faults(DiskFaults.NONE);
        loop.disk().fail();
        file.write(0, out, 0, BYTES, true, (token, status) -> result = status, 0);
        assertTrue(world.runUntil(() -> result == -Errno.EIO));
        loop.disk().repair();
        write(world, file, 0, true);
        long rotten = loop.disk().rot("data");
        file.readNow(0, in, 0, BYTES);
        assertEquals(rotten, out.mismatch(in));
    }

    @Test
    void shouldNoticeMemoryThatChangesInFlight() {
        SimWorld world = new SimWorld(8);
        DiskFile file = world.loop("server 0").env().disk().create("data", 1 << 20, true);
        file.write(0, out, 0, BYTES, true, (token, status) -> {}, 0);
        out.set(ValueLayout.JAVA_BYTE, 5, (byte) 9);
        assertThrows(AssertionError.class, () -> world.runFor(1_000_000_000));
    }

    @Test
    void shouldRefuseWhatADriveRefuses() {
        SimWorld world = new SimWorld(9);
        SimLoop loop = world.loop("server 0");
        DiskFile file = loop.env().disk().create("data", 1 << 20, true);
        assertThrows(AssertionError.class, () -> file.readNow(100, in, 0, BYTES));
        assertThrows(AssertionError.class, () -> file.readNow(1 << 20, in, 0, BYTES));
        loop.disk().capacity(2 << 20);
        var disk = loop.env().disk();
        var full = assertThrows(StorageException.class, () -> disk.create("big", 2 << 20, false));
        assertEquals(Errno.ENOSPC, full.errno());
        var absent = assertThrows(StorageException.class, () -> disk.open("absent"));
        assertEquals(Errno.ENOENT, absent.errno());
        disk.delete("data");
        assertTrue(disk.names().isEmpty());
    }

    private void write(SimWorld world, DiskFile file, long position, boolean durable) {
        result = 1;
        file.write(position, out, 0, BYTES, durable, (token, status) -> result = status, 0);
        assertTrue(world.runUntil(() -> result == BYTES), world.toString());
    }
}
