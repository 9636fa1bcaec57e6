package io.heddle.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.testkit.sim.SimLoop;
import io.heddle.testkit.sim.SimWorld;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

class KeyJournalTest {
    private static final long KEY = 7;

    /**
     * What a killed process leaves may be read and is not durable: a later life must not answer for it
     * before it is.
     */
    @Test
    void shouldNotAnswerForAKeyThatAPowerCutCanTake() {
        Set<Integer> found = new HashSet<>();
        for (long seed = 0; seed < 60; seed++) {
            SimWorld world = new SimWorld(seed);
            SimLoop first = world.loop("server 0");
            try (Arena arena = Arena.ofShared()) {
                first.run(() -> new KeyJournal(first.env().disk(), arena).execute(KEY, () -> {}));
                first.kill();
                SimLoop second = world.restart(first);
                found.add(KeyJournal.keys(second.env().disk()).size());
                var done = new boolean[1];
                second.run(() -> new KeyJournal(second.env().disk(), arena)
                        .execute(KEY, () -> done[0] = true));
                assertTrue(world.runUntil(() -> done[0]), "seed " + seed);
                second.powerCut();
                SimLoop third = world.restart(second);
                assertEquals(List.of(KEY), KeyJournal.keys(third.env().disk()), "seed " + seed);
            }
        }
        assertEquals(Set.of(0, 1), found);
    }
}
