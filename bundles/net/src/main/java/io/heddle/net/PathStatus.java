package io.heddle.net;

/**
 * One way from an endpoint to a peer, as the transport sees it now.
 *
 * @param slot the path's id: the slot of the port that it starts from
 * @param peer who is at the other end, such as "server 3" or "client"
 * @param state such as "ACTIVE", "SUSPECT" or "DOWN"
 * @param roundTripNs smoothed round trip, or 0 where none was measured yet
 * @param windowBytes what may be in flight
 * @param sentBytes what was sent since the session began
 * @param retransmittedFragments fragments that were lost here and sent again
 * @param remote address and port of the peer
 * @param label the switch of the peer's NIC, or empty
 */
public record PathStatus(
        int slot,
        String peer,
        String state,
        long roundTripNs,
        long windowBytes,
        long sentBytes,
        long retransmittedFragments,
        String remote,
        String label) {
    /** The state of a path over which the peer is not reached. */
    public static final String DOWN = "DOWN";
}
