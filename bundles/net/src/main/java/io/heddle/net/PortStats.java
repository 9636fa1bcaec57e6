package io.heddle.net;

/**
 * What a port counted since it was opened. Bytes are UDP payload; a datagram is one on the wire.
 *
 * @param txDatagrams taken to be sent
 * @param txRefused buffers that were not taken, so the caller offers them again
 * @param rxDropped datagrams that arrived and were lost here, most often in a full receive buffer
 * @param txDropped of {@code txDatagrams}, those that the system refused for good: too long for the
 *     interface, no route, no permission
 */
public record PortStats(
        long txDatagrams,
        long txBytes,
        long rxDatagrams,
        long rxBytes,
        long txRefused,
        long rxDropped,
        long txDropped) {
    public static final PortStats NONE = new PortStats(0, 0, 0, 0, 0, 0);

    /** Nothing was refused for good. */
    public PortStats(
            long txDatagrams,
            long txBytes,
            long rxDatagrams,
            long rxBytes,
            long txRefused,
            long rxDropped) {
        this(txDatagrams, txBytes, rxDatagrams, rxBytes, txRefused, rxDropped, 0);
    }

    public PortStats plus(PortStats other) {
        return new PortStats(
                txDatagrams + other.txDatagrams,
                txBytes + other.txBytes,
                rxDatagrams + other.rxDatagrams,
                rxBytes + other.rxBytes,
                txRefused + other.txRefused,
                rxDropped + other.rxDropped,
                txDropped + other.txDropped);
    }
}
