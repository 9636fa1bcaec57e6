package io.heddle.bench.transport;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One run of a load.
 *
 * @param used by both processes
 */
record Sample(long requests, long elapsedNs, Usage used, long p50Ns, long p99Ns) {
    double rate() {
        return requests * 1e9 / elapsedNs;
    }

    double cpuUsPerRequest() {
        return used.cpuNs() / 1e3 / Math.max(1, requests);
    }

    double allocatedPerDatagram() {
        return (double) used.allocatedBytes() / Math.max(1, used.datagrams());
    }

    /** Of a figure over some runs. */
    static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
