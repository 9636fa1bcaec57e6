package io.heddle.dpdk.internal;

import io.heddle.dpdk.DeviceSpec;
import io.heddle.dpdk.DeviceStatus;
import io.heddle.dpdk.frames.FrameCount;
import io.heddle.dpdk.frames.FrameStack;
import io.heddle.dpdk.frames.Mac;
import io.heddle.dpdk.internal.rte.DeviceInfo;
import io.heddle.dpdk.internal.rte.Eal;
import io.heddle.dpdk.internal.rte.EthStatus;
import io.heddle.dpdk.internal.rte.Mbufs;
import io.heddle.dpdk.internal.rte.RxInterrupt;
import io.heddle.net.NetAddress;
import io.heddle.net.PortStats;
import io.heddle.net.spi.PortTally;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * An open device with all that its port needs, and how all of it is given back. Its loop drives it;
 * other threads may ask what it counted, also while and after it closes.
 */
final class Device {
    /** The parts, as they were opened. */
    record Parts(
            DeviceSpec spec,
            String lane,
            NetAddress local,
            long mac,
            int mtuBytes,
            int payloadBytes,
            int processor,
            DeviceInfo info,
            EthStatus status,
            Mbufs mbufs,
            Seat seat,
            FrameStack stack,
            LinkWatch link,
            Outbound outbound,
            Inbound inbound,
            PortTally tally) {}

    private final Parts parts;
    private final Undo undo;
    private boolean closed;
    private long lastMissed;
    private Runnable afterClose = () -> {};

    /** @param undo gives all of the parts back */
    Device(Parts parts, Undo undo) {
        this.parts = parts;
        this.undo = undo;
    }

    Outbound outbound() {
        return parts.outbound;
    }

    Inbound inbound() {
        return parts.inbound;
    }

    @Nullable
    RxInterrupt interrupt() {
        return parts.seat.interrupt();
    }

    PortTally tally() {
        return parts.tally;
    }

    NetAddress local() {
        return parts.local;
    }

    /** The largest payload of a datagram. */
    int payloadBytes() {
        return parts.payloadBytes;
    }

    /** Whether datagrams never pass the kernel (S31). */
    boolean bypassesKernel() {
        return switch (parts.spec.pmd()) {
            case "memif", "ring", "null" -> true;
            default -> Eal.isPci(parts.spec.name());
        };
    }

    /** Whether datagrams can lie in its mbufs. */
    boolean lends() {
        return parts.mbufs.canLend();
    }

    /**
     * Does what is due by time, on the loop.
     *
     * @return whether the device is still there
     */
    boolean turn(long nowNs) {
        parts.stack.speaks(parts.seat.isFirst());
        parts.stack.turn(nowNs);
        return parts.link.look(nowNs);
    }

    /** What the port counted, with what the device lost before it; any thread. */
    PortStats stats() {
        PortStats counted = parts.tally.stats();
        return counted.plus(new PortStats(0, 0, 0, 0, 0, missed()));
    }

    /** What the device lost is told once: by the first of its lanes. */
    private synchronized long missed() {
        if (!closed) {
            long ofDevice = parts.seat.index == 0 ? parts.status.missed() : 0;
            lastMissed = ofDevice + parts.seat.lost();
        }
        return lastMissed;
    }

    /** Any thread; null if it is closed. */
    @Nullable
    synchronized DeviceStatus status() {
        if (closed) {
            return null;
        }
        DeviceSpec spec = parts.spec;
        return new DeviceStatus(
                spec.name(),
                spec.pmd(),
                parts.lane,
                parts.local,
                Mac.text(parts.mac),
                parts.link.isUp(),
                parts.status.speedMbps(),
                parts.info.numaNode(),
                parts.mtuBytes,
                parts.seat.interrupt() != null,
                parts.processor,
                parts.mbufs.count(),
                parts.mbufs.inUse(),
                stats(),
                parts.status.basic(),
                extended());
    }

    private Map<String, Long> extended() {
        Map<String, Long> all = parts.status.extended();
        for (FrameCount what : FrameCount.values()) {
            all.put("stack_" + what.label(), parts.stack.counts().get(what));
        }
        return all;
    }

    /** What is done when all is closed. */
    void afterClose(Runnable step) {
        afterClose = step;
    }

    /** Gives everything back; on the loop. */
    void close() {
        missed();
        synchronized (this) {
            closed = true;
        }
        try {
            undo.run();
        } finally {
            afterClose.run();
        }
    }
}
