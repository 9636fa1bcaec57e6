package io.heddle.bench.transport;

import java.util.function.Consumer;

/**
 * How long the benchmark takes for a figure.
 *
 * @param rounds interleaved runs of each side, whose median counts
 * @param seconds how long one run lasts
 * @param progress told what runs
 */
public record Pace(int rounds, double seconds, Consumer<String> progress) {}
