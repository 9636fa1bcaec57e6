package io.heddle.planner;

import io.heddle.planner.internal.spec.DocumentReader;

/** Reads a description as operators type it. */
public final class SpecReader {
    private SpecReader() {}

    /**
     * Strict JSON: what is missing, unknown, twice or malformed is refused, never guessed.
     *
     * @throws SpecException with the place, what was found and what is wanted
     */
    public static ClusterSpec parse(String json) {
        return DocumentReader.read(json);
    }
}
