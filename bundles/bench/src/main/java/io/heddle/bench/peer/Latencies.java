package io.heddle.bench.peer;

import java.util.Arrays;

/** The newest round trips of a run, in ns; makes no garbage while it runs. */
final class Latencies {
    private static final int MOST = 1 << 20;

    private final long[] ns = new long[MOST];
    private long count;

    void add(long oneNs) {
        ns[(int) (count++ & MOST - 1)] = oneNs;
    }

    void clear() {
        count = 0;
    }

    /** For the answer of a run. */
    String percentiles() {
        int kept = (int) Math.min(count, MOST);
        if (kept == 0) {
            return "p50Ns=0 p99Ns=0 p999Ns=0 maxNs=0";
        }
        long[] sorted = Arrays.copyOf(ns, kept);
        Arrays.sort(sorted);
        return "p50Ns=" + at(sorted, 0.5) + " p99Ns=" + at(sorted, 0.99) + " p999Ns="
                + at(sorted, 0.999) + " maxNs=" + sorted[kept - 1];
    }

    private static long at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, (long) (sorted.length * share))];
    }
}
