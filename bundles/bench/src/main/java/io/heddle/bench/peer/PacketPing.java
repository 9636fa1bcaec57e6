package io.heddle.bench.peer;

import io.heddle.net.NetAddress;

import java.util.concurrent.atomic.AtomicLong;

/** One datagram on its way at a time, and how long each takes there and back. */
final class PacketPing implements PacketRole {
    private static final long LOST_NS = 50_000_000;

    private final PacketBursts bursts;
    private final Latencies latencies;
    private final AtomicLong came = new AtomicLong();
    private long number;
    private long sentNs;
    private boolean waits;
    private long lost;

    PacketPing(PacketBursts bursts, Latencies latencies, NetAddress to, int bytes) {
        this.bursts = bursts;
        this.latencies = latencies;
        bursts.prepare(bytes, 0, to);
        latencies.clear();
    }

    @Override
    public long packets() {
        return came.getOpaque();
    }

    @Override
    public void turn(long nowNs) {
        if (!waits) {
            sentNs = System.nanoTime();
            waits = bursts.send(++number);
            return;
        }
        int count = bursts.receive();
        for (int index = 0; index < count; index++) {
            if (PacketBursts.word(bursts.rx[index]) == number) {
                latencies.add(System.nanoTime() - sentNs);
                came.setOpaque(came.getOpaque() + 1);
                waits = false;
            }
        }
        if (waits && nowNs - sentNs > LOST_NS) {
            lost++;
            waits = false;
        }
    }

    @Override
    public String more() {
        return latencies.percentiles() + " lost=" + lost;
    }
}
