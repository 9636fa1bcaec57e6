package io.heddle.command.ops;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.heddle.command.CommandException;
import io.heddle.command.Exit;
import io.heddle.sim.Campaign;
import io.heddle.sim.SeedReport;
import io.heddle.sim.SeedRun;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;

/** {@code heddle sim}: the shipped transport in a simulated world, seed by seed. */
@Command(
        name = "sim",
        description = "Runs the shipped code in a deterministic simulation with faults.")
public final class SimCommand implements Callable<Integer> {
    private static final int SEEDS = 200;
    private static final int MOST_THREADS = 2;
    private static final long PROGRESS_NS = 10_000_000_000L;

    @Option(names = "--seeds", paramLabel = "N", description = "How many seeds to run (200).")
    private @Nullable Integer seeds;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "The first seed (1); without --seeds the only one, on one thread.")
    private @Nullable Long seed;

    @Option(names = "--json", description = "Prints JSON.")
    private boolean json;

    private final LongFunction<SeedReport> run;
    private int ended;
    private int failed;
    private long toldNs = System.nanoTime();

    /** The command as people call it. */
    public SimCommand() {
        this(SeedRun::of);
    }

    /** @param run runs one seed */
    SimCommand(LongFunction<SeedReport> run) {
        this.run = run;
    }

    @Override
    public Integer call() throws InterruptedException {
        int count = seeds != null ? seeds : seed != null ? 1 : SEEDS;
        if (count < 1) {
            throw new CommandException(
                    Exit.WRONG_USE, "--seeds wants a number above 0, not " + count + ".");
        }
        int threads = seed != null
                ? 1
                : Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        long first = seed != null ? seed : 1;
        var campaign = new Campaign(run, report -> onSeed(report, count));
        Campaign.Report report = campaign.run(first, count, threads);
        if (json) {
            printJson(report);
        } else {
            print(report);
        }
        return report.failures().isEmpty() ? Exit.DONE : Exit.FAILED;
    }

    private void onSeed(SeedReport report, int count) {
        ended++;
        if (!report.isGood()) {
            failed++;
            tell(report);
        }
        long nowNs = System.nanoTime();
        if (nowNs - toldNs > PROGRESS_NS) {
            toldNs = nowNs;
            System.err.println("heddle: " + ended + " of " + count + " seeds, " + failed
                    + (failed == 1 ? " failure" : " failures"));
        }
    }

    private static void tell(SeedReport report) {
        System.err.println("heddle: seed " + report.seed() + " fails; the last events were:");
        report.lastEvents().forEach(line -> System.err.println("  " + line));
        report.violations().forEach(found -> System.err.println("heddle: " + found));
        System.err.println("heddle: replay it with: heddle sim --seed " + report.seed());
    }

    private static void print(Campaign.Report report) {
        System.out.printf(
                Locale.ROOT,
                "%d seeds, %,d operations, %,d faults, %d failures, %.0f simulated seconds a second%n",
                report.seeds(),
                report.operations(),
                report.faults(),
                report.failures().size(),
                report.speed());
        report.failures()
                .forEach(one -> System.out.println("failed: heddle sim --seed " + one.seed()));
    }

    private static void printJson(Campaign.Report report) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("seeds", report.seeds());
        object.put("operations", report.operations());
        object.put("faults", report.faults());
        var failures = object.putArray("failures");
        report.failures().forEach(one -> failures.add(one.seed()));
        object.put("speed", report.speed());
        Listing.printJson(System.out, object);
    }
}
