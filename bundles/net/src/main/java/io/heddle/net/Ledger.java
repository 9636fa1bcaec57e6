package io.heddle.net;

/**
 * The proof of a swap. Keys as in the operator's contract: {@code from, to, started, acknowledged,
 * retransmitted, executedTwice, lost, longestStallMs}.
 *
 * @param started mutations and requests started by clients while the swap ran
 * @param acknowledged how many of these were answered
 * @param executedTwice mutations that buckets executed more than once, from the execution journal
 * @param lost mutations that were answered but that no bucket executed
 */
public record Ledger(
        String from,
        String to,
        long started,
        long acknowledged,
        long retransmitted,
        long executedTwice,
        long lost,
        double longestStallMs) {}
