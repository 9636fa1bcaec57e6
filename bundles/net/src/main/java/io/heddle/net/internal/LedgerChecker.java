package io.heddle.net.internal;

/**
 * Compares what clients started and saw answered with what buckets executed. Nothing is assumed to
 * be right: a key that was executed twice, or answered and never executed, is counted.
 */
final class LedgerChecker {
    /**
     * What the witnesses prove.
     *
     * @param started keys that clients started
     * @param acknowledged of these, how many were answered
     * @param executed keys that buckets executed
     * @param executedTwice keys that were executed more than once
     * @param lost keys that were started and answered while recorded, and never executed
     */
    record Verdict(long started, long acknowledged, long executed, long executedTwice, long lost) {}

    private final KeyCounts started = new KeyCounts();
    private final KeyCounts answered = new KeyCounts();
    private final KeyCounts executed = new KeyCounts();

    void started(long key) {
        started.add(key);
    }

    void answered(long key) {
        answered.add(key);
    }

    void executed(long key) {
        executed.add(key);
    }

    Verdict verdict() {
        long twice = 0;
        for (long key : executed.keys()) {
            twice += executed.count(key) > 1 ? 1 : 0;
        }
        long acknowledged = 0;
        long lost = 0;
        // What was started before the record opened may have been executed before it, too.
        for (long key : started.keys()) {
            if (answered.count(key) > 0) {
                acknowledged++;
                lost += executed.count(key) == 0 ? 1 : 0;
            }
        }
        return new Verdict(started.size(), acknowledged, executed.size(), twice, lost);
    }
}
