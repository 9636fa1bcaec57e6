package io.heddle.testkit.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.runtime.Disk;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Compares the file with what each sector may hold, on random use with power cuts. */
class SimFileTest {
    private static final int SECTORS = 24;
    private static final int SEEDS = 400;

    private final MemorySegment sector = Arena.ofAuto().allocate(Disk.SECTOR_BYTES, 8);

    @Test
    void shouldHoldNothingOlderThanWhatIsDurableAndNothingForeign() {
        int lost = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            lost += run(seed);
        }
        assertTrue(lost > SEEDS, "power cuts lost too little to prove anything: " + lost);
    }

    private int run(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimFile file = new SimFile(SECTORS * Disk.SECTOR_BYTES);
        long[] newest = new long[SECTORS];
        long[] durable = new long[SECTORS];
        int lost = 0;
        for (long version = 1; version <= 200; version++) {
            int at = random.nextInt(SECTORS);
            int count = 1 + random.nextInt(Math.min(8, SECTORS - at));
            SimFile.Write write =
                    new SimFile.Write((long) at * Disk.SECTOR_BYTES, stamped(version, count));
            file.begin(write);
            boolean isDurable = random.nextInt(3) == 0;
            file.complete(write, isDurable);
            for (int index = at; index < at + count; index++) {
                newest[index] = version;
                durable[index] = isDurable ? version : durable[index];
            }
            switch (random.nextInt(10)) {
                case 0 -> {
                    file.flushed(file.flushMark());
                    durable = newest.clone();
                }
                case 1 -> {
                    file.powerCut(random);
                    lost += check(seed, file, newest, durable);
                }
                default -> check(seed, file, newest, newest.clone());
            }
        }
        return lost;
    }

    private static byte[] stamped(long version, int sectors) {
        byte[] bytes = new byte[sectors * Disk.SECTOR_BYTES];
        for (int index = 0; index < sectors; index++) {
            MemorySegment.ofArray(bytes)
                    .set(
                            ValueLayout.JAVA_LONG_UNALIGNED,
                            (long) index * Disk.SECTOR_BYTES,
                            version);
        }
        return bytes;
    }

    /** Takes what the file holds as the new truth. @return sectors that are older than the newest */
    private int check(long seed, SimFile file, long[] newest, long[] least) {
        int lost = 0;
        for (int index = 0; index < SECTORS; index++) {
            file.current().read((long) index * Disk.SECTOR_BYTES, sector, 0, Disk.SECTOR_BYTES);
            long version = sector.get(ValueLayout.JAVA_LONG, 0);
            String where = "seed " + seed + " sector " + index;
            assertTrue(version >= least[index], where + ": " + version + " < " + least[index]);
            assertTrue(version <= newest[index], where + ": " + version + " from nowhere");
            lost += version < newest[index] ? 1 : 0;
            newest[index] = version;
            least[index] = version;
        }
        return lost;
    }

    @Test
    void shouldRepeatPowerCutsFromTheSeed() {
        assertEquals(run(3), run(3));
    }
}
