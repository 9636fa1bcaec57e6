package io.heddle.bench.fs;

import java.io.IOException;
import java.nio.file.Path;

/** Something to do in an empty folder for a while. */
interface Workload {
    /** With its unit, such as "creates/s". */
    String measure();

    /** What it has to reach on the mount, or 0. */
    default double target() {
        return 0;
    }

    /** Makes what a run needs; not measured. */
    default void prepare(Path folder) throws IOException {}

    /** Runs for about {@code budgetNs} in a folder that is empty and is deleted afterwards. */
    Sample run(Path folder, long budgetNs) throws IOException;
}
