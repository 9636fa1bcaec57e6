package io.heddle.net;

/**
 * Something that the evidence of a swap does not allow, or that is missing in it.
 *
 * @param kind a fixed name, as {@code executed-twice}
 * @param error whether it is a defect; otherwise it limits what the ledger proves
 * @param count how often
 * @param example the first one: client, number and times, or a port with its bytes
 */
public record LedgerFinding(String kind, boolean error, long count, String example) {}
