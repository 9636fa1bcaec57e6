package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.BitSet;
import java.util.SplittableRandom;

class CoverageTest {
    @Test
    void shouldAgreeWithABitSetOfBytes() {
        var random = new SplittableRandom(3);
        var coverage = new Coverage();
        for (int round = 0; round < 200; round++) {
            int total = 1 + random.nextInt(round % 2 == 0 ? 500 : 40_000);
            coverage.reset(total);
            var bytes = new BitSet();
            while (bytes.cardinality() < total) {
                int offset = random.nextInt(total) & -64;
                int wanted = (1 + random.nextInt(8)) * 64;
                int length = Math.min(wanted, total - offset);
                assertTrue(Coverage.isValid(offset, length, total));
                int before = bytes.cardinality();
                assertEquals(
                        bytes.get(offset, offset + length).cardinality() == length,
                        coverage.covers(offset, length));
                bytes.set(offset, offset + length);
                assertEquals(bytes.cardinality() > before, coverage.add(offset, length));
                assertEquals(bytes.cardinality() == total, coverage.isComplete());
            }
        }
    }

    @Test
    void shouldRefuseFragmentsThatDoNotFit() {
        assertFalse(Coverage.isValid(1, 64, 1000));
        assertFalse(Coverage.isValid(64, 63, 1000));
        assertFalse(Coverage.isValid(960, 64, 1000));
        assertFalse(Coverage.isValid(-64, 64, 1000));
        assertFalse(Coverage.isValid(Integer.MAX_VALUE & -64, 128, 1000));
        assertFalse(Coverage.isValid(64, 0, 1000));
        assertTrue(Coverage.isValid(960, 40, 1000));
        assertTrue(Coverage.isValid(0, 0, 0));
    }
}
