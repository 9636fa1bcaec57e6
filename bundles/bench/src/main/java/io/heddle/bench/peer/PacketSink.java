package io.heddle.bench.peer;

import io.heddle.net.Datagram;

import java.util.concurrent.atomic.AtomicLong;

/** Takes what comes, and says to a sender with a window how much that was. */
final class PacketSink implements PacketRole {
    /** Datagrams between two words to the sender. */
    private static final int EACH = 32;

    private final PacketBursts bursts;
    private final boolean counts;
    private final AtomicLong came = new AtomicLong();
    private long told;

    PacketSink(PacketBursts bursts, boolean counts) {
        this.bursts = bursts;
        this.counts = counts;
    }

    @Override
    public long packets() {
        return came.getOpaque();
    }

    @Override
    public void turn(long nowNs) {
        int count = bursts.receive();
        long wire = came.getOpaque();
        for (int index = 0; index < count; index++) {
            wire += PacketBursts.wire(bursts.rx[index]);
        }
        came.setOpaque(wire);
        if (counts && count > 0 && wire - told >= EACH) {
            Datagram from = bursts.rx[0];
            Datagram word = bursts.tx[0];
            word.set(Long.BYTES, 0);
            word.remote(from.remoteHigh(), from.remoteLow(), from.remotePort());
            told = bursts.send(wire) ? wire : told;
        }
    }
}
