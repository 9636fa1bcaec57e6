package io.heddle.bench.transport;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;

/** Something that the benchmark measures, in one or more figures. Add yours to {@link Measures}. */
public interface Measure {
    /** Short and without blanks, for {@code --only}. */
    String name();

    /** What is measured, for progress and for the row of a measure that is skipped. */
    String title();

    /** Why it cannot run on this machine, in one sentence with the remedy, or null. */
    default @Nullable String obstacle() {
        return null;
    }

    /**
     * Runs, ours and the reference in turn, and leaves nothing behind.
     *
     * @throws IOException with what failed; the row says so and the next measure runs
     */
    List<Finding> run(Pace pace) throws IOException, InterruptedException;
}
