package io.heddle.net.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.heddle.net.LedgerFinding;
import io.heddle.net.PortStats;
import io.heddle.net.Sight;
import io.heddle.net.internal.History.Seen;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.SplittableRandom;

/** The proof must be able to fail: each violation is injected once and is the only one reported. */
class LedgerCheckerTest {
    private static final int SEEDS = Integer.getInteger("heddle.seeds", 200);

    private static List<String> kinds(LedgerChecker.Verdict verdict) {
        return verdict.findings().stream().map(LedgerFinding::kind).toList();
    }

    /** Puts one example of a violation into a correct history. */
    private static void inject(Violation violation, History history) {
        long number = history.anyWritten();
        switch (violation) {
            case EXECUTED_TWICE -> history.journalAgain(History.CLIENT, number);
            case LOST -> history.forget(seen -> seen.is(Sight.JOURNALED, number));
            case REPLICAS_DIFFER -> differ(history, number);
            case EXECUTED_UNKNOWN -> history.journalAgain(History.CLIENT, 1L << 40);
            case EXECUTED_UNSENT, ANSWERED_UNSENT -> {
                history.forget(seen -> seen.is(Sight.SENT, number)
                        || seen.is(Sight.SENT_AGAIN, number)
                        || violation == Violation.ANSWERED_UNSENT
                                && seen.is(Sight.JOURNALED, number));
            }
            case EXECUTED_EARLY -> early(history, number);
            case REFUSED_YET_EXECUTED -> {
                Seen answer = history.first(Sight.ANSWERED, number);
                history.replace(answer, with(answer, answer.path(), -5));
            }
            case STARTED_TWICE -> history.client.add(history.first(Sight.STARTED, number));
            case ANSWERED_TWICE -> history.client.add(history.first(Sight.ANSWERED, number));
            case ANSWERED_UNHEARD -> history.forget(seen -> seen.is(Sight.HEARD, number));
            case SENT_AFTER_ANSWER ->
                history.client.add(with(history.first(Sight.SENT, number), 1, 0));
            case RESENT_UNSENT -> {
                history.forget(seen -> seen.is(Sight.SENT_AGAIN, number));
                Seen sent = history.first(Sight.SENT, number);
                history.client.add(history.indexOf(Sight.SENT, number), again(sent));
            }
            case SENT_NOWHERE -> {
                Seen sent = history.first(Sight.SENT, number);
                history.replace(sent, with(sent, 3, sent.value()));
            }
            case PORT_SHORT -> shorten(history);
            case UNANSWERED ->
                history.forget(
                        seen -> seen.is(Sight.ANSWERED, number) || seen.is(Sight.HEARD, number));
            case UNSENT ->
                history.forget(seen -> seen.number() == number && !seen.is(Sight.STARTED, number));
            case OVERFLOW -> throw new AssertionError("has a test of its own");
        }
    }

    private static Seen with(Seen seen, int path, int value) {
        return new Seen(
                seen.what(),
                seen.client(),
                seen.number(),
                seen.timeNs(),
                path,
                seen.peer(),
                value,
                seen.place());
    }

    private static Seen again(Seen seen) {
        return new Seen(
                Sight.SENT_AGAIN,
                seen.client(),
                seen.number(),
                seen.timeNs(),
                seen.path(),
                seen.peer(),
                0,
                0);
    }

    private static void differ(History history, long number) {
        var backup = history.servers.stream()
                .filter(server ->
                        server.stream().anyMatch(seen -> seen.is(Sight.JOURNALED, number)))
                .toList()
                .getLast();
        Seen old = backup.stream()
                .filter(seen -> seen.is(Sight.JOURNALED, number))
                .findFirst()
                .orElseThrow();
        backup.set(
                backup.indexOf(old),
                new Seen(
                        Sight.JOURNALED,
                        7,
                        7,
                        old.timeNs() + 1_000_000,
                        0,
                        old.peer(),
                        old.value(),
                        old.place()));
    }

    private static void early(History history, long number) {
        history.servers.forEach(server -> server.replaceAll(seen -> seen.is(Sight.JOURNALED, number)
                ? new Seen(
                        Sight.JOURNALED,
                        seen.client(),
                        number,
                        1,
                        0,
                        seen.peer(),
                        seen.value(),
                        seen.place())
                : seen));
    }

    private static void shorten(History history) {
        PortAccount port = history.ports.getFirst();
        var stats = new PortStats(1, port.stats().txBytes() - 1, 0, 0, 0, 0);
        history.ports.set(0, port.with(true, stats));
    }

    @ParameterizedTest
    @EnumSource(value = Violation.class, mode = EnumSource.Mode.EXCLUDE, names = "OVERFLOW")
    void shouldReportExactlyTheViolationThatWasInjected(Violation violation) {
        var history = new History(4711, 2_000);
        inject(violation, history);
        assertEquals(
                List.of(violation.kind() + " " + violation.isError() + " 1"),
                history.verdict().findings().stream()
                        .map(one -> one.kind() + " " + one.error() + " " + one.count())
                        .toList());
    }

    @Test
    void shouldFindNothingInCorrectHistoriesAndTheFaultInBrokenOnes() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new SplittableRandom(seed);
        Violation[] all = Violation.values();
        for (int round = 0; round < SEEDS; round++) {
            long one = random.nextLong();
            int operations = random.nextInt(20, 400);
            assertEquals(List.of(), kinds(new History(one, operations).verdict()), "seed " + one);
            Violation violation = all[random.nextInt(all.length)];
            if (violation != Violation.OVERFLOW) {
                var broken = new History(one, operations);
                inject(violation, broken);
                assertEquals(
                        List.of(violation.kind()),
                        kinds(broken.verdict()),
                        "seed " + one + ", " + operations + " operations");
            }
        }
    }

    @Test
    void shouldCountOperationsByPathAndNameTheSlowest() {
        var history = new History(5, 1_000);
        long number = history.anyWritten();
        Seen answer = history.first(Sight.ANSWERED, number);
        history.replace(
                answer,
                new Seen(
                        Sight.ANSWERED,
                        answer.client(),
                        number,
                        answer.timeNs() + 40_000_000,
                        0,
                        0,
                        0,
                        0));
        var verdict = history.verdict();
        assertEquals(1_000, verdict.started());
        assertEquals(1_000, verdict.acknowledged());
        assertEquals(1_000, verdict.executed() + verdict.unchanged() + verdict.refused());
        assertEquals("client 123456789abcdef0 request " + number, verdict.longestWait());
        assertTrue(verdict.longestWaitMs() >= 40, verdict.longestWaitMs() + " ms");
        assertTrue(verdict.resent() > 0);
        assertEquals(2, verdict.paths().size());
        assertEquals(
                1_000,
                verdict.paths().stream().mapToLong(path -> path.operations()).sum());
        verdict.paths().forEach(path -> assertEquals(path.bytes(), path.portBytes()));
    }

    @Test
    void shouldProveLessButAccuseNobodyWhenAWitnessHadNoRoom() {
        var history = new History(6, 1_000);
        var checker = new LedgerChecker();
        var log = new io.heddle.net.EvidenceLog(500);
        history.servers.forEach(server -> server.forEach(seen -> log.add(
                seen.what(),
                seen.client(),
                seen.number(),
                seen.timeNs(),
                seen.path(),
                seen.peer(),
                seen.value(),
                seen.place())));
        history.client.forEach(seen -> checker.witness("client")
                .seen(
                        seen.what(),
                        seen.client(),
                        seen.number(),
                        seen.timeNs(),
                        seen.path(),
                        seen.peer(),
                        seen.value(),
                        seen.place()));
        log.tell(checker.witness(""));
        history.ports.forEach(checker::port);
        var verdict = checker.verdict();
        assertEquals(List.of("overflow"), kinds(verdict));
        assertEquals(history.servers.stream().mapToInt(List::size).sum() - 500, verdict.overflow());
        assertEquals(0, verdict.lost());
    }

    @Test
    void shouldNotCallALossWhatAServerElsewhereExecuted() {
        var history = new History(8, 500);
        history.servers.removeFirst();
        history.servers.removeFirst();
        assertEquals(0, history.verdict().lost());
    }

    @Test
    void shouldNotCallTwiceWhatANewEpochVoided() {
        var history = new History(9, 500);
        long place = Sight.place(9, 3);
        var server = history.servers.getFirst();
        long number = history.anyWritten();
        server.add(new Seen(Sight.JOURNALED, History.CLIENT, number, 5, 0, 0, 1, place));
        server.add(new Seen(Sight.JOURNALED, 0, 0, 9, 0, 0, 2, place));
        server.add(new Seen(Sight.COMMITTED, 0, 0, 9, 0, 0, 0, place));
        // Nobody has all of this one, so it may still be voided.
        server.add(new Seen(Sight.JOURNALED, History.CLIENT, number, 9, 0, 0, 2, place + 1));
        assertEquals(List.of(), kinds(history.verdict()));
    }

    @Test
    void shouldAllocateNothingWhileItRecords() {
        var threads = (com.sun.management.ThreadMXBean)
                java.lang.management.ManagementFactory.getThreadMXBean();
        var log = new io.heddle.net.EvidenceLog(100_000);
        log.add(Sight.SENT, 1, 1, 1, 0, 0, 0, 0);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 200_000; i++) {
            log.add(Sight.SENT, 1, i, i, 1, 2, 3, 4);
        }
        // The question itself may allocate; one object for each sight would be megabytes.
        assertTrue(threads.getCurrentThreadAllocatedBytes() - before < 1_000);
        assertEquals(100_000, log.size());
    }

    @Test
    void shouldKeepWhatWasSeenAsItWas() {
        var log = new io.heddle.net.EvidenceLog(3);
        log.add(Sight.SENT, -1, Long.MIN_VALUE, 77, 3, 65_535, Integer.MIN_VALUE, -2);
        log.tell(new io.heddle.net.Evidence() {
            @Override
            public void seen(
                    Sight what,
                    long client,
                    long number,
                    long timeNs,
                    int path,
                    int peer,
                    int value,
                    long place) {
                assertEquals(
                        new Seen(
                                Sight.SENT,
                                -1,
                                Long.MIN_VALUE,
                                77,
                                3,
                                65_535,
                                Integer.MIN_VALUE,
                                -2),
                        new Seen(what, client, number, timeNs, path, peer, value, place));
            }

            @Override
            public void missed(long sights) {
                throw new AssertionError("nothing was missed");
            }
        });
        assertEquals(1, log.size());
    }
}
