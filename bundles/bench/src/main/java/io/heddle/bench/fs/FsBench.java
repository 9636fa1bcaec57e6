package io.heddle.bench.fs;

import io.heddle.bench.Machine;
import io.heddle.bench.Row;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs every workload on the mount and on the reference in turn, and gives medians and ratios. */
public final class FsBench {
    private static final List<Workload> ALL = List.of(
            new FsyncedWrites(1, 2500),
            new FsyncedWrites(4, 0),
            new RandomReads(1),
            new RandomReads(32),
            Names.CREATES,
            Names.STATS,
            Names.REMOVES,
            Streams.WRITE,
            Streams.READ);

    /** Uncounted runs before: an instance that has just started still compiles its code. */
    private static final int WARM_UPS = 3;

    private final Path mount;
    private final Path reference;
    private final long pid;
    private final Consumer<String> progress;

    /**
     * @param mount a folder on Heddle
     * @param reference a folder on a local file system, for comparison
     * @param pid the instance's process, whose CPU time counts for the mount, or 0
     * @param progress told what runs
     */
    public FsBench(Path mount, Path reference, long pid, Consumer<String> progress) {
        this.mount = mount;
        this.reference = reference;
        this.pid = pid;
        this.progress = progress;
    }

    /**
     * Runs.
     *
     * @param rounds interleaved runs of each workload, at least 1
     * @param budgetNs how long one run lasts
     */
    public List<Row> run(int rounds, long budgetNs) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (Workload workload : ALL) {
            progress.accept(workload.measure());
            for (int round = 0; round < WARM_UPS; round++) {
                measure(workload, mount, pid, budgetNs, 0, new double[1], new double[1]);
                measure(workload, reference, 0, budgetNs, 0, new double[1], new double[1]);
            }
            double[] ours = new double[rounds];
            double[] theirs = new double[rounds];
            double[] oursCpu = new double[rounds];
            double[] theirsCpu = new double[rounds];
            for (int round = 0; round < rounds; round++) {
                measure(workload, mount, pid, budgetNs, round, ours, oursCpu);
                measure(workload, reference, 0, budgetNs, round, theirs, theirsCpu);
            }
            double median = median(ours);
            String machine = Machine.line();
            rows.add(new Row(
                    workload.measure(),
                    median,
                    median(theirs),
                    Files.getFileStore(reference).type(),
                    median / median(theirs),
                    workload.target(),
                    median >= workload.target(),
                    median(oursCpu),
                    median(theirsCpu),
                    workload.target() == 0 ? "" : "ours >= %,.0f".formatted(workload.target()),
                    "",
                    null,
                    machine));
        }
        return rows;
    }

    private static void measure(
            Workload workload,
            Path base,
            long pid,
            long budgetNs,
            int round,
            double[] rates,
            double[] cpus)
            throws IOException {
        Path folder = Files.createTempDirectory(base, "heddle-bench");
        try {
            workload.prepare(folder);
            long before = CpuTime.ownNs() + CpuTime.ofNs(pid);
            Sample sample = workload.run(folder, budgetNs);
            rates[round] = sample.rate();
            cpus[round] = (CpuTime.ownNs() + CpuTime.ofNs(pid) - before)
                    / 1e3
                    / Math.max(1, sample.operations());
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
