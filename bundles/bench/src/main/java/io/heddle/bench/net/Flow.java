package io.heddle.bench.net;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What two processes moved in a while.
 *
 * @param packets datagrams of the wire that arrived at the end that counts
 * @param cpuNs of both processes, all of their threads, user and kernel
 */
record Flow(long packets, long elapsedNs, long cpuNs) {
    double rate() {
        return packets * 1e9 / Math.max(1, elapsedNs);
    }

    double cpuUsPerPacket() {
        return cpuNs / 1e3 / Math.max(1, packets);
    }

    static double median(List<Flow> flows, ToDoubleFunction<Flow> figure) {
        double[] sorted = flows.stream().mapToDouble(figure).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
