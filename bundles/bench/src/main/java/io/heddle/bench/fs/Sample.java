package io.heddle.bench.fs;

/**
 * One run of a workload.
 *
 * @param operations how many were done
 * @param elapsedNs how long they took
 * @param unitsPerOperation what one operation counts for: 1, or MiB for streams
 */
record Sample(long operations, long elapsedNs, double unitsPerOperation) {
    double rate() {
        return operations * unitsPerOperation * 1e9 / elapsedNs;
    }
}
