package io.heddle.net;

/**
 * Running totals of one endpoint, from which a swap's ledger is the difference of two.
 *
 * @param started requests that callers started here
 * @param answered requests that callers started here and that were answered
 * @param retransmitted fragments sent again
 * @param longestStallNs longest time without an answer while requests were outstanding, since the
 *     last call; the call resets it
 */
public record SwapEvidence(long started, long answered, long retransmitted, long longestStallNs) {}
