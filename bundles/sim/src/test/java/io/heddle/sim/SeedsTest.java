package io.heddle.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;

/** The seeds of every run of the tests; more with -Dheddle.seeds=N, others with -Dheddle.seed=S. */
class SeedsTest {
    private static final int SEEDS = Integer.getInteger("heddle.seeds", 300);
    private static final long FIRST = Long.getLong("heddle.seed", 1);
    private static final int LEAST_OPERATIONS = 2_000;
    private static final int LEAST_FAULTS = 100;

    @Test
    void shouldKeepEveryPromiseInAnyWeather() throws InterruptedException {
        var small = new AtomicReference<String>("");
        var campaign = new Campaign(report -> {
            if (report.operations() < LEAST_OPERATIONS || report.faults() < LEAST_FAULTS) {
                small.set("seed " + report.seed() + " has " + report.operations()
                        + " operations and " + report.faults() + " faults");
            }
        });
        Campaign.Report report = campaign.run(FIRST, SEEDS, 2);
        System.out.printf(
                Locale.ROOT,
                "%d seeds from %d: %,d operations, %,d faults, %.0f simulated seconds a second%n",
                SEEDS,
                FIRST,
                report.operations(),
                report.faults(),
                report.speed());
        for (SeedReport failure : report.failures()) {
            failure.lastEvents().forEach(System.out::println);
            System.out.println("seed " + failure.seed() + ": " + failure.violations());
            System.out.println("replay it with: heddle sim --seed " + failure.seed());
        }
        assertEquals(0, report.failures().size(), "seeds failed; see above");
        assertEquals("", small.get());
        assertTrue(report.operations() >= (long) SEEDS * LEAST_OPERATIONS);
    }
}
