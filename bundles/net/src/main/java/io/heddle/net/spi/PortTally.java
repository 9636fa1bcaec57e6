package io.heddle.net.spi;

import io.heddle.net.PortStats;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counts of one port: its loop writes, any thread reads. For drivers, so that each counts alike.
 * Bytes are UDP payload; a datagram is one on the wire, so a buffer of segments counts each of them.
 */
public final class PortTally {
    private static final VarHandle TX_DATAGRAMS = field("txDatagrams");
    private static final VarHandle TX_BYTES = field("txBytes");
    private static final VarHandle RX_DATAGRAMS = field("rxDatagrams");
    private static final VarHandle RX_BYTES = field("rxBytes");
    private static final VarHandle TX_REFUSED = field("txRefused");
    private static final VarHandle RX_DROPPED = field("rxDropped");
    private static final VarHandle TX_DROPPED = field("txDropped");

    private long txDatagrams;
    private long txBytes;
    private long rxDatagrams;
    private long rxBytes;
    private long txRefused;
    private long rxDropped;
    private long txDropped;

    /** Counts a buffer that was sent, made of segments of {@code segmentBytes} or one if that is 0. */
    public void sent(int lengthBytes, int segmentBytes) {
        TX_DATAGRAMS.setOpaque(this, txDatagrams + segments(lengthBytes, segmentBytes));
        TX_BYTES.setOpaque(this, txBytes + lengthBytes);
    }

    /** Counts a buffer that was received. */
    public void received(int lengthBytes, int segmentBytes) {
        RX_DATAGRAMS.setOpaque(this, rxDatagrams + segments(lengthBytes, segmentBytes));
        RX_BYTES.setOpaque(this, rxBytes + lengthBytes);
    }

    /** Counts buffers that the system did not take now. */
    public void refused(int buffers) {
        TX_REFUSED.setOpaque(this, txRefused + buffers);
    }

    /** Counts datagrams that arrived and were lost here. */
    public void dropped(long datagrams) {
        RX_DROPPED.setOpaque(this, rxDropped + datagrams);
    }

    /**
     * Counts a buffer that was taken and that the system refused for good, besides {@link #sent}: to
     * the caller it is lost like any datagram.
     */
    public void unsendable(int lengthBytes, int segmentBytes) {
        TX_DROPPED.setOpaque(this, txDropped + segments(lengthBytes, segmentBytes));
    }

    /** A copy; any thread. */
    public PortStats stats() {
        return new PortStats(
                (long) TX_DATAGRAMS.getOpaque(this),
                (long) TX_BYTES.getOpaque(this),
                (long) RX_DATAGRAMS.getOpaque(this),
                (long) RX_BYTES.getOpaque(this),
                (long) TX_REFUSED.getOpaque(this),
                (long) RX_DROPPED.getOpaque(this),
                (long) TX_DROPPED.getOpaque(this));
    }

    private static int segments(int lengthBytes, int segmentBytes) {
        return segmentBytes <= 0 || lengthBytes <= segmentBytes
                ? 1
                : (lengthBytes + segmentBytes - 1) / segmentBytes;
    }

    private static VarHandle field(String name) {
        try {
            return MethodHandles.lookup().findVarHandle(PortTally.class, name, long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
