package io.heddle.bench.peer;

/** What a packet peer does with its port, one turn after the other, on the port's thread. */
interface PacketRole {
    /** Datagrams on the wire that came, so far; any thread. */
    long packets();

    /** One look at the port. */
    void turn(long nowNs);

    /** More of the result, as pairs. */
    default String more() {
        return "";
    }
}
