package io.heddle.net;

/** What a port counted since it was opened. Bytes are UDP payload; a datagram is one on the wire. */
public record PortStats(
        long txDatagrams,
        long txBytes,
        long rxDatagrams,
        long rxBytes,
        long txRefused,
        long rxDropped) {
    public static final PortStats NONE = new PortStats(0, 0, 0, 0, 0, 0);

    public PortStats plus(PortStats other) {
        return new PortStats(
                txDatagrams + other.txDatagrams,
                txBytes + other.txBytes,
                rxDatagrams + other.rxDatagrams,
                rxBytes + other.rxBytes,
                txRefused + other.txRefused,
                rxDropped + other.rxDropped);
    }
}
