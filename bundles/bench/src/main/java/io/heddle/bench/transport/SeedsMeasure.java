package io.heddle.bench.transport;

import io.heddle.sim.Campaign;

import java.util.List;
import java.util.Locale;

/** Some seeds of the simulator; {@code heddle sim} runs as many as one wants. */
record SeedsMeasure(int seeds) implements Measure {
    private static final int THREADS_MOST = 2;

    @Override
    public String name() {
        return "seeds";
    }

    @Override
    public String title() {
        return seeds + " simulated seeds of 20 s, failures";
    }

    @Override
    public List<Finding> run(Pace pace) throws InterruptedException {
        int threads = Math.min(THREADS_MOST, Runtime.getRuntime().availableProcessors());
        Campaign.Report report = new Campaign(seed -> {}).run(1, seeds, threads);
        return List.of(Finding.alone(
                title(),
                report.failures().size(),
                Target.atMost(0),
                String.format(
                        Locale.ROOT,
                        "%,d operations, %,d faults, %.0f simulated seconds a second; more: heddle sim",
                        report.operations(),
                        report.faults(),
                        report.speed())));
    }
}
