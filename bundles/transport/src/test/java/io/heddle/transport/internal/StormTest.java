package io.heddle.transport.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StormTest {
    private static final int SEEDS = Integer.getInteger("heddle.seeds", 50);
    private static final long FIRST = Long.getLong("heddle.seed", 1);
    private static final long CALLS = 400;
    private static final long SECOND = 1_000_000_000L;

    @Test
    void shouldExecuteAtMostOnceAndAnswerRightInAnyWeather() {
        long answered = 0;
        long lost = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            try (var storm = new Storm(seed)) {
                run(storm);
                answered += storm.answered;
                lost += storm.lost;
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("replay with -Dheddle.seeds=1 -Dheddle.seed=" + seed, e);
            }
        }
        System.out.printf(
                "%d seeds from %d: %d answered, %d lost with their peers%n",
                SEEDS, FIRST, answered, lost);
        assertTrue(answered > lost * 4);
    }

    private static void run(Storm storm) {
        storm.rage(storm.world.nowNs() + SECOND);
        storm.work(CALLS);
        storm.world.runFor(SECOND);
        storm.heal();
        boolean done = storm.world.runUntil(
                () -> storm.started >= CALLS && storm.outstanding.isEmpty(), 30 * SECOND);
        assertTrue(done, () -> storm.outstanding.size() + " calls are stuck of " + storm.started);
        storm.world.runFor(5 * SECOND);
        storm.nodes.forEach(StormNode::checkIdle);
    }
}
