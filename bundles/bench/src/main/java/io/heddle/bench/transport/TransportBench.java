package io.heddle.bench.transport;

import io.heddle.bench.Machine;
import io.heddle.bench.Row;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Runs the measures one after the other and makes a row of each figure, also of what was skipped. */
public final class TransportBench {
    /** What has not begun by then is skipped, so that the whole run ends within 25 minutes. */
    private static final Duration BUDGET = Duration.ofMinutes(21);

    private static final String FAILED = "It failed: ";

    private final List<Measure> measures;
    private final Pace pace;

    public TransportBench(List<Measure> measures, Pace pace) {
        this.measures = List.copyOf(measures);
        this.pace = pace;
    }

    /** Runs all of them. */
    public List<Row> run() throws InterruptedException {
        var rows = new ArrayList<Row>();
        long endNs = System.nanoTime() + BUDGET.toNanos();
        for (Measure measure : measures) {
            String obstacle = System.nanoTime() - endNs > 0
                    ? "The 25 minutes of the benchmark are over; run it with --only "
                            + measure.name() + "."
                    : measure.obstacle();
            if (obstacle != null) {
                rows.add(skipped(measure, obstacle));
                continue;
            }
            pace.progress().accept(measure.title());
            String machine = Machine.line();
            try {
                measure.run(pace).forEach(finding -> rows.add(row(finding, machine)));
            } catch (IOException failed) {
                rows.add(skipped(measure, FAILED + failed.getMessage()));
            }
        }
        return rows;
    }

    /** Whether a row was skipped because its measure broke, and not because something is missing. */
    public static boolean hasFailed(Row row) {
        return row.skipped() != null && row.skipped().startsWith(FAILED);
    }

    private Row skipped(Measure measure, String why) {
        pace.progress().accept("SKIPPED: " + measure.title() + ": " + why);
        return new Row(measure.title(), 0, 0, "", 0, 0, false, 0, 0, "", "", why, Machine.line());
    }

    private static Row row(Finding finding, String machine) {
        return new Row(
                finding.measure(),
                finding.ours(),
                finding.reference(),
                finding.referenceName(),
                finding.ratio(),
                finding.target().bound(),
                finding.target().isReached(finding.ours(), finding.ratio()),
                finding.oursCpuUs(),
                finding.referenceCpuUs(),
                finding.target().text(),
                finding.note(),
                null,
                machine);
    }
}
