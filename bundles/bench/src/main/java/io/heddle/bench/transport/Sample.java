package io.heddle.bench.transport;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One run of a load.
 *
 * @param cpuNs of both processes
 * @param allocatedBytes on the heap by the asking loop, or 0 where nobody counts
 */
record Sample(
        long requests, long elapsedNs, long cpuNs, long p50Ns, long p99Ns, long allocatedBytes) {
    double rate() {
        return requests * 1e9 / elapsedNs;
    }

    double cpuUsPerRequest() {
        return cpuNs / 1e3 / Math.max(1, requests);
    }

    /** The median of a figure over some runs. */
    static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
        return sorted.length == 0
                ? 0
                : Arrays.copyOfRange(sorted, sorted.length / 2, sorted.length)[0];
    }
}
