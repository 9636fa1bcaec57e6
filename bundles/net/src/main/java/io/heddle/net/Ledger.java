package io.heddle.net;

import java.util.List;

/**
 * The proof of a swap. The first eight keys are the operator's contract: {@code from, to, started,
 * acknowledged, retransmitted, executedTwice, lost, longestStallMs}.
 *
 * @param started mutations started by clients while the swap ran
 * @param acknowledged how many of these were answered
 * @param retransmitted fragments sent again, of all requests and answers of the process
 * @param executedTwice mutations that lie more than once in the journals of buckets
 * @param lost mutations that were answered as done but lie in no journal
 * @param longestStallMs longest time without an answer while requests were outstanding
 * @param executed mutations of these that lie in a journal and are durable on all replicas
 * @param unchanged mutations that succeeded and had nothing to change, as an fsync
 * @param refused mutations that were answered with an error
 * @param retransmittedOperations mutations of which a fragment was sent again
 * @param longestWaitMs longest time from a mutation's start to its answer
 * @param longestWait the mutation that waited so long, as client and number; empty without one
 * @param overflow sights that found no room in the memory of a witness
 * @param paths what left by which port
 * @param findings what the evidence does not allow; errors first
 */
public record Ledger(
        String from,
        String to,
        long started,
        long acknowledged,
        long retransmitted,
        long executedTwice,
        long lost,
        double longestStallMs,
        long executed,
        long unchanged,
        long refused,
        long retransmittedOperations,
        double longestWaitMs,
        String longestWait,
        long overflow,
        List<LedgerPath> paths,
        List<LedgerFinding> findings) {

    /** The number of errors, of all kinds. */
    public long errors() {
        return findings.stream()
                .filter(LedgerFinding::error)
                .mapToLong(LedgerFinding::count)
                .sum();
    }
}
