package io.heddle.net.internal;

import org.jspecify.annotations.Nullable;

import java.util.BitSet;

/** All that witnesses say about one mutation. */
final class Story {
    final long client;
    final long number;
    int starts;
    boolean mustChange;
    long startedNs;
    int sends;
    int resends;
    long firstSentNs = Long.MAX_VALUE;
    private boolean resentFirst;
    private boolean sentLate;
    int heard;
    int answers;
    int status;
    long answeredNs;
    int executions;
    private long executedNs = Long.MAX_VALUE;
    int unchanged;

    /** The nodes that were asked. */
    final BitSet peers = new BitSet();

    /** The paths that it left by, as the checker numbers them. */
    final BitSet paths = new BitSet();

    Story(long client, long number) {
        this.client = client;
        this.number = number;
    }

    void started(long timeNs, boolean mustLeaveRecord) {
        starts++;
        startedNs = timeNs;
        mustChange = mustLeaveRecord;
    }

    /** The start is not in the record for what was outstanding when it opened. */
    void sent(long timeNs, int peer, boolean again) {
        resentFirst |= again && sends == 0 && starts > 0;
        sentLate |= answers > 0;
        sends++;
        resends += again ? 1 : 0;
        firstSentNs = Math.min(firstSentNs, timeNs);
        peers.set(peer);
    }

    void answered(long timeNs, int answer) {
        answers++;
        answeredNs = timeNs;
        status = answer;
    }

    void executed(long timeNs) {
        executions++;
        executedNs = Math.min(executedNs, timeNs);
    }

    long waitNs() {
        return starts > 0 && answers > 0 ? answeredNs - startedNs : 0;
    }

    /** The worst that is wrong with it, or null. */
    @Nullable
    Violation judge(Scope scope) {
        if (executions > 1) {
            return Violation.EXECUTED_TWICE;
        }
        if (starts == 0) {
            return executions > 0 && scope.neverGave(client, number, executedNs)
                    ? Violation.EXECUTED_UNKNOWN
                    : null;
        }
        Violation inOrder = judgeOrder(scope);
        if (inOrder != null) {
            return inOrder;
        }
        if (answers == 0) {
            return sends == 0 ? Violation.UNSENT : Violation.UNANSWERED;
        }
        if (status < 0) {
            return executions > 0 ? Violation.REFUSED_YET_EXECUTED : null;
        }
        boolean explained = executions > 0 || unchanged > 0 && !mustChange;
        return explained || !scope.witnessesAll(peers) ? null : Violation.LOST;
    }

    private @Nullable Violation judgeOrder(Scope scope) {
        if (starts > 1) {
            return Violation.STARTED_TWICE;
        }
        if (answers > 1) {
            return Violation.ANSWERED_TWICE;
        }
        if (sends == 0 && executions > 0 && !scope.missedSends()) {
            return Violation.EXECUTED_UNSENT;
        }
        if (sends == 0 && answers > 0) {
            return Violation.ANSWERED_UNSENT;
        }
        if (heard == 0 && answers > 0) {
            return Violation.ANSWERED_UNHEARD;
        }
        if (resentFirst) {
            return Violation.RESENT_UNSENT;
        }
        if (sentLate) {
            return Violation.SENT_AFTER_ANSWER;
        }
        return sends > 0 && executedNs < firstSentNs ? Violation.EXECUTED_EARLY : null;
    }

    /** For people. */
    @Override
    public String toString() {
        return "client %016x request %d: started %d, sent %d, again %d, answered %d with %d, executed %d"
                .formatted(client, number, starts, sends, resends, answers, status, executions);
    }

    /** What the witnesses together can know. */
    interface Scope {
        /** Whether the client's next operation had a lower number at that time, or later. */
        boolean neverGave(long client, long number, long timeNs);

        boolean witnessesAll(BitSet servers);

        boolean missedSends();
    }
}
