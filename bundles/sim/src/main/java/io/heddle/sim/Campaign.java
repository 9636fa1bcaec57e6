package io.heddle.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Many seeds on several threads; each world has one thread, so they do not meet. */
public final class Campaign {
    /** Every so many seeds one is run again, to see whether it is the same run. */
    static final int AGAIN_EVERY = 100;

    /**
     * What a campaign showed.
     *
     * @param speed simulated seconds in a second of the clock
     */
    public record Report(
            int seeds, long operations, long faults, List<SeedReport> failures, double speed) {}

    private final LongFunction<SeedReport> run;
    private final Consumer<SeedReport> onSeed;

    /** @param onSeed told of every seed in turn of its end, for progress */
    public Campaign(Consumer<SeedReport> onSeed) {
        this(SeedRun::of, onSeed);
    }

    /** @param run runs one seed */
    public Campaign(LongFunction<SeedReport> run, Consumer<SeedReport> onSeed) {
        this.run = run;
        this.onSeed = onSeed;
    }

    /** Runs the seeds from {@code first} on. */
    public Report run(long first, int seeds, int threads) throws InterruptedException {
        long beganNs = System.nanoTime();
        long operations = 0;
        long faults = 0;
        long simulatedNs = 0;
        var failures = new ArrayList<SeedReport>();
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var ended = new ExecutorCompletionService<SeedReport>(pool);
            for (long seed = first; seed < first + seeds; seed++) {
                long one = seed;
                ended.submit(() -> one(one, one - first));
            }
            for (int i = 0; i < seeds; i++) {
                SeedReport report = ended.take().get();
                operations += report.operations();
                faults += report.faults();
                simulatedNs += report.simulatedNs();
                if (!report.isGood()) {
                    failures.add(report);
                }
                onSeed.accept(report);
            }
        } catch (ExecutionException failure) {
            throw new IllegalStateException("A seed could not be run", failure.getCause());
        }
        failures.sort((a, b) -> Long.compare(a.seed(), b.seed()));
        double seconds = Math.max(1, System.nanoTime() - beganNs);
        return new Report(seeds, operations, faults, List.copyOf(failures), simulatedNs / seconds);
    }

    private SeedReport one(long seed, long index) {
        SeedReport report = run.apply(seed);
        if (index % AGAIN_EVERY != 0) {
            return report;
        }
        return compared(report, run.apply(seed));
    }

    /** The first run, with a violation if the second one differs. */
    static SeedReport compared(SeedReport one, SeedReport two) {
        if (one.traceHash() == two.traceHash() && one.operations() == two.operations()) {
            return one;
        }
        var violations = new ArrayList<>(one.violations());
        violations.add(new Violation(
                Invariant.DETERMINISM,
                one.simulatedNs(),
                "the trace hash is %016x and, run again, %016x"
                        .formatted(one.traceHash(), two.traceHash())));
        return new SeedReport(
                one.seed(),
                one.operations(),
                one.faults(),
                one.traceHash(),
                one.simulatedNs(),
                one.recoveryNs(),
                violations,
                two.lastEvents());
    }
}
