package io.heddle.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.heddle.net.LedgerSource;

import org.junit.jupiter.api.Test;

/** The proof must be able to fail: one injected duplicate and one injected loss are reported. */
class LedgerCheckerTest {
    private static final int REQUESTS = 50_000;

    private static LedgerChecker run(int twiceAt, int lostAt) {
        var checker = new LedgerChecker();
        for (int request = 0; request < REQUESTS; request++) {
            long key = LedgerSource.key(request % 7, request);
            checker.started(key);
            checker.answered(key);
            if (request != lostAt) {
                checker.executed(key);
            }
            if (request == twiceAt) {
                checker.executed(key);
            }
        }
        return checker;
    }

    @Test
    void shouldFindNothingWrongWhenAllIsRight() {
        assertEquals(
                new LedgerChecker.Verdict(REQUESTS, REQUESTS, REQUESTS, 0, 0),
                run(-1, -1).verdict());
    }

    @Test
    void shouldReportOneDuplicateAndOneLoss() {
        assertEquals(
                new LedgerChecker.Verdict(REQUESTS, REQUESTS, REQUESTS - 1, 1, 1),
                run(31_337, 4_711).verdict());
    }

    @Test
    void shouldNotCallALossWhatWasNeverAnswered() {
        LedgerChecker checker = run(-1, -1);
        checker.started(1);
        assertEquals(
                new LedgerChecker.Verdict(REQUESTS + 1, REQUESTS, REQUESTS, 0, 0),
                checker.verdict());
    }

    @Test
    void shouldNotCallALossWhatWasStartedBeforeTheRecord() {
        LedgerChecker checker = run(-1, -1);
        checker.answered(1);
        assertEquals(0, checker.verdict().lost());
    }

    @Test
    void shouldKeepKeysThatCollide() {
        var counts = new KeyCounts();
        for (long key = 0; key < 5_000; key++) {
            counts.add(key << 32);
            counts.add(0);
        }
        assertEquals(5_000, counts.size());
        assertEquals(5_001, counts.count(0));
        assertEquals(1, counts.count(4_999L << 32));
        assertEquals(0, counts.count(77));
    }
}
