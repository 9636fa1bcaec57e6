package io.heddle.net;

/**
 * What left by one port while a swap was recorded.
 *
 * @param slot path id of the transport
 * @param operations mutations of which something left here
 * @param fragments of their requests, those that were sent again included
 * @param retransmitted fragments that were sent again
 * @param bytes of these fragments
 * @param portBytes what the driver counted meanwhile, headers and all other traffic of the lane too
 */
public record LedgerPath(
        String lane,
        int slot,
        String driver,
        String address,
        long operations,
        long fragments,
        long retransmitted,
        long bytes,
        long portBytes) {}
