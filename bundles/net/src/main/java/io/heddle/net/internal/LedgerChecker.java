package io.heddle.net.internal;

import io.heddle.net.Evidence;
import io.heddle.net.LedgerFinding;
import io.heddle.net.LedgerPath;
import io.heddle.net.Sight;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares what clients started, sent, heard and told their callers with what the journals of buckets
 * took and what drivers counted. Nothing is assumed to be right: each mutation's story is built from
 * all witnesses and judged on its own.
 */
final class LedgerChecker implements Story.Scope {
    /**
     * What the witnesses prove about the mutations that were started in the record, but
     * {@code executedTwice} about all.
     */
    record Verdict(
            long started,
            long acknowledged,
            long executed,
            long executedTwice,
            long lost,
            long unchanged,
            long refused,
            long resent,
            double longestWaitMs,
            String longestWait,
            long overflow,
            List<LedgerPath> paths,
            List<LedgerFinding> findings) {}

    private record Key(long client, long number) {}

    /** The number that a client would give next at a time. */
    private record Next(long number, long timeNs) {}

    private final Map<Key, Story> stories = new LinkedHashMap<>();
    private final Map<Long, Next> nextNumbers = new HashMap<>();
    private final BitSet servers = new BitSet();
    private final Journals journals = new Journals();
    private final PathBook paths = new PathBook();
    private final Findings findings = new Findings();
    private boolean missedSends;
    private boolean missedJournals;
    private long overflow;

    /** Listens to one witness, whose paths are ports of a lane. */
    Evidence witness(String lane) {
        return new Evidence() {
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
                switch (what) {
                    case STARTED -> story(client, number).started(timeNs, value == 1);
                    case SENT, SENT_AGAIN -> {
                        boolean again = what == Sight.SENT_AGAIN;
                        Story story = story(client, number);
                        story.sent(timeNs, peer, again);
                        paths.sent(lane, path, value, again, story);
                    }
                    case HEARD -> story(client, number).heard++;
                    case ANSWERED -> story(client, number).answered(timeNs, value);
                    case JOURNALED -> journals.append(place, client, number, value, timeNs);
                    case COMMITTED -> journals.committed(place);
                    case UNCHANGED -> story(client, number).unchanged++;
                    case SERVER -> servers.set(peer);
                    case CLIENT -> nextNumbers.put(client, new Next(number, timeNs));
                }
            }

            @Override
            public void missed(long sights) {
                overflow += sights;
                missedSends |= !lane.isEmpty();
                missedJournals |= lane.isEmpty();
                findings.add(
                        Violation.OVERFLOW,
                        sights,
                        (lane.isEmpty() ? "a server" : lane) + " missed " + sights + " sights");
            }
        };
    }

    /** What one port counted while the swap was recorded. */
    void port(PortAccount account) {
        paths.port(account);
    }

    private Story story(long client, long number) {
        return stories.computeIfAbsent(
                new Key(client, number), key -> new Story(key.client, key.number));
    }

    @Override
    public boolean neverGave(long client, long number, long timeNs) {
        Next next = nextNumbers.get(client);
        return next != null && number >= next.number && timeNs < next.timeNs;
    }

    @Override
    public boolean witnessesAll(BitSet asked) {
        var unknown = (BitSet) asked.clone();
        unknown.andNot(servers);
        return unknown.isEmpty() && !missedJournals;
    }

    @Override
    public boolean missedSends() {
        return missedSends;
    }

    Verdict verdict() {
        journals.read((client, number, timeNs) -> story(client, number).executed(timeNs));
        if (journals.differing() > 0) {
            findings.add(Violation.REPLICAS_DIFFER, journals.differing(), journals.example());
        }
        paths.judge(findings);
        var sum = new Sum();
        stories.values().forEach(story -> {
            Violation wrong = story.judge(this);
            if (wrong != null) {
                findings.add(wrong, story.toString());
            }
            sum.add(story);
        });
        Story slowest = sum.slowest;
        return new Verdict(
                sum.started,
                sum.acknowledged,
                sum.executed,
                findings.count(Violation.EXECUTED_TWICE),
                findings.count(Violation.LOST),
                sum.unchanged,
                sum.refused,
                sum.resent,
                slowest == null ? 0 : slowest.waitNs() / 1e6,
                slowest == null
                        ? ""
                        : "client %016x request %d".formatted(slowest.client, slowest.number),
                overflow,
                paths.rows(),
                findings.list());
    }

    /** Counts of the mutations that were started in the record. */
    private static final class Sum {
        long started;
        long acknowledged;
        long executed;
        long unchanged;
        long refused;
        long resent;

        @Nullable
        Story slowest;

        void add(Story story) {
            if (story.starts == 0) {
                return;
            }
            started++;
            executed += story.executions > 0 ? 1 : 0;
            resent += story.resends > 0 ? 1 : 0;
            if (story.answers == 0) {
                return;
            }
            acknowledged++;
            refused += story.status < 0 ? 1 : 0;
            unchanged += story.status >= 0 && story.executions == 0 && story.unchanged > 0 ? 1 : 0;
            if (slowest == null || story.waitNs() > slowest.waitNs()) {
                slowest = story;
            }
        }
    }
}
