package io.heddle.bench.peer;

import java.util.concurrent.atomic.AtomicLong;

/** Sends back what comes. */
final class PacketEcho implements PacketRole {
    private final PacketBursts bursts;
    private final AtomicLong came = new AtomicLong();
    private int waiting;
    private int sent;

    PacketEcho(PacketBursts bursts) {
        this.bursts = bursts;
    }

    @Override
    public long packets() {
        return came.getOpaque();
    }

    @Override
    public void turn(long nowNs) {
        if (sent == waiting) {
            sent = 0;
            waiting = bursts.receive();
            for (int index = 0; index < waiting; index++) {
                came.setOpaque(came.getOpaque() + PacketBursts.wire(bursts.rx[index]));
            }
        }
        if (waiting > sent) {
            // The remote address of what came is where it goes.
            sent += bursts.port.txBurst(bursts.rx, sent, waiting - sent);
        }
    }
}
