package io.heddle.net.internal;

import io.heddle.net.Ledger;
import io.heddle.net.LedgerSource;
import io.heddle.net.SwapEvidence;
import io.heddle.runtime.StorageException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Opens the witnesses before a swap, lets requests finish afterwards, and has the rest compared. */
final class LedgerRecorder {
    /** How long requests that were started before may take to be answered. */
    private static final long SETTLE_MS = 2_000;

    private static final long LOOK_MS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(LedgerRecorder.class);

    private final CopyOnWriteArrayList<LedgerSource> sources = new CopyOnWriteArrayList<>();

    private final TrafficBook traffic;

    /** A witness records one thing at a time. */
    private final Semaphore turn = new Semaphore(1);

    LedgerRecorder(TrafficBook traffic) {
        this.traffic = traffic;
    }

    void add(LedgerSource source) {
        sources.add(source);
    }

    void remove(LedgerSource source) {
        sources.remove(source);
    }

    /** Starts recording, or null if another recording does not end within the bound. */
    @Nullable
    Recording begin(List<Seat> seats, long waitMs) {
        try {
            if (!turn.tryAcquire(waitMs, TimeUnit.MILLISECONDS)) {
                return null;
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return null;
        }
        // Before any witness sees a byte leave.
        List<PortAccount> ports = traffic.accounts();
        var all = new ArrayList<>(sources);
        all.sort(Comparator.comparing(LedgerSource::startsRequests));
        var opened = new ArrayList<LedgerSource>();
        for (LedgerSource source : all) {
            if (heard(source::open)) {
                opened.add(source);
            }
        }
        return new Recording(opened, seats, ports, Move.evidence(seats));
    }

    /** A witness whose loop hangs must not spoil the word of the others. */
    private static boolean heard(Runnable question) {
        try {
            question.run();
            return true;
        } catch (StorageException silent) {
            LOG.warn("A witness of the ledger does not answer: {}", silent.getMessage());
            return false;
        }
    }

    /** One swap being watched. */
    final class Recording {
        private final List<LedgerSource> opened;
        private final List<Seat> seats;
        private final List<PortAccount> ports;
        private final Map<Seat, SwapEvidence> before;
        private long longestStallNs;

        private Recording(
                List<LedgerSource> opened,
                List<Seat> seats,
                List<PortAccount> ports,
                Map<Seat, SwapEvidence> before) {
            this.opened = opened;
            this.seats = seats;
            this.ports = ports;
            this.before = before;
        }

        /** Waits until what was started is answered, then compares. */
        Ledger finish(String from, String to) {
            try {
                Sum after = settle();
                var checker = new LedgerChecker();
                for (LedgerSource source : opened.reversed()) {
                    var evidence = checker.witness(source.lane());
                    if (!heard(() -> source.close(evidence))) {
                        evidence.missed(1);
                    }
                }
                portsSince().forEach(checker::port);
                return ledger(from, to, checker.verdict(), after);
            } finally {
                turn.release();
            }
        }

        private Ledger ledger(String from, String to, LedgerChecker.Verdict verdict, Sum after) {
            Sum first = sum(before);
            // Without a witness that starts requests, the endpoints' own counts have to do.
            boolean witnessed =
                    opened.stream().anyMatch(LedgerSource::startsRequests) || verdict.started() > 0;
            return new Ledger(
                    from,
                    to,
                    witnessed ? verdict.started() : after.started - first.started,
                    witnessed ? verdict.acknowledged() : after.answered - first.answered,
                    after.retransmitted - first.retransmitted,
                    verdict.executedTwice(),
                    verdict.lost(),
                    longestStallNs / 1e6,
                    verdict.executed(),
                    verdict.unchanged(),
                    verdict.refused(),
                    verdict.resent(),
                    verdict.longestWaitMs(),
                    verdict.longestWait(),
                    verdict.overflow(),
                    verdict.paths(),
                    verdict.findings());
        }

        /** Ports that were open at some time of the recording, with what they counted in it. */
        private List<PortAccount> portsSince() {
            var since = new ArrayList<PortAccount>();
            for (PortAccount now : traffic.accounts()) {
                PortAccount then = ports.stream()
                        .filter(port -> port.serial() == now.serial())
                        .findFirst()
                        .orElse(null);
                if (then == null) {
                    since.add(now);
                } else if (then.isOpen()) {
                    since.add(now.since(then));
                }
            }
            return since;
        }

        private Sum settle() {
            Sum now = look();
            long wanted = now.started;
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLE_MS);
            while (!(settled() && now.answered >= wanted) && System.nanoTime() < deadline) {
                try {
                    Thread.sleep(LOOK_MS);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    return now;
                }
                now = look();
            }
            return now;
        }

        private boolean settled() {
            boolean all = true;
            for (LedgerSource source : opened) {
                // Each must hear it, so no short cut.
                var one = new boolean[1];
                all &= heard(() -> one[0] = source.settled()) && one[0];
            }
            return all;
        }

        private Sum look() {
            Map<Seat, SwapEvidence> evidence = Move.evidence(seats);
            evidence.values()
                    .forEach(
                            one -> longestStallNs = Math.max(longestStallNs, one.longestStallNs()));
            before.keySet().retainAll(evidence.keySet()); // A lane that left cannot be compared.
            return sum(evidence);
        }
    }

    private record Sum(long started, long answered, long retransmitted) {}

    private static Sum sum(Map<Seat, SwapEvidence> evidence) {
        long started = 0;
        long answered = 0;
        long retransmitted = 0;
        for (SwapEvidence one : evidence.values()) {
            started += one.started();
            answered += one.answered();
            retransmitted += one.retransmitted();
        }
        return new Sum(started, answered, retransmitted);
    }
}
