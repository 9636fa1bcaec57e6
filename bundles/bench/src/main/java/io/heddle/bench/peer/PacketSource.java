package io.heddle.bench.peer;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability.SegmentationOffload;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends as fast as the port takes, or as a window allows that the other end opens again: by counting
 * what it got, or by sending each one back.
 */
final class PacketSource implements PacketRole {
    /** Nothing opens the window so long: the rest is lost, and it begins anew. */
    private static final long LOST_NS = 20_000_000;

    /** Without a window it looks for questions of the neighbour only so often. */
    private static final int LOOK_TURNS = 16;

    private final PacketBursts bursts;
    private final int window;
    private final boolean returned;
    private final int perBuffer;
    private final AtomicLong came = new AtomicLong();
    private long sent;
    private long opened;
    private long progressNs;
    private int turns;
    private long lost;

    /**
     * @param bytes of a datagram
     * @param segments in one buffer, where the port takes several; 1 for single datagrams
     * @param window datagrams on their way at once, or 0 for no bound
     * @param returned whether the other end sends each back, and does not count
     */
    PacketSource(
            PacketBursts bursts,
            NetAddress to,
            int bytes,
            int segments,
            int window,
            boolean returned) {
        this.bursts = bursts;
        this.window = window;
        this.returned = returned;
        var offload = bursts.port.capability(SegmentationOffload.class);
        perBuffer = offload == null || segments == 1
                ? 1
                : Math.min(segments, Math.min(offload.maxSegments(), offload.maxBytes() / bytes));
        bursts.prepare(bytes * perBuffer, perBuffer == 1 ? 0 : bytes, to);
    }

    @Override
    public long packets() {
        return came.getOpaque();
    }

    @Override
    public void turn(long nowNs) {
        int burst = perBuffer == 1 ? PacketBursts.BURST : 1;
        boolean open = window == 0 || sent - opened + (long) burst * perBuffer <= window;
        if (open) {
            sent += (long) perBuffer * bursts.send(burst);
        }
        if (window > 0 || (turns++ & LOOK_TURNS - 1) == 0) {
            take(bursts.receive(), nowNs);
        }
        if (window > 0 && !open && nowNs - progressNs > LOST_NS) {
            lost += sent - opened;
            sent = opened;
            progressNs = nowNs;
        }
    }

    private void take(int count, long nowNs) {
        for (int index = 0; index < count; index++) {
            Datagram datagram = bursts.rx[index];
            int wire = PacketBursts.wire(datagram);
            came.setOpaque(came.getOpaque() + wire);
            opened = returned ? opened + wire : Math.max(opened, PacketBursts.word(datagram));
        }
        if (count > 0) {
            progressNs = nowNs;
            sent = Math.max(sent, opened);
        }
    }

    @Override
    public String more() {
        return "sent=" + sent + " lost=" + lost;
    }
}
