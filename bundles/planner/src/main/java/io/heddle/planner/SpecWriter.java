package io.heddle.planner;

import io.heddle.planner.internal.spec.DocumentWriter;

/** Prints a description as a document that {@link SpecReader} takes. */
public final class SpecWriter {
    private SpecWriter() {}

    /** What is unstated or unknown is left out. */
    public static String write(ClusterSpec spec) {
        return DocumentWriter.write(spec);
    }
}
