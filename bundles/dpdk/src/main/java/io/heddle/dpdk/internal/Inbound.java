package io.heddle.dpdk.internal;

import io.heddle.dpdk.frames.FrameStack;
import io.heddle.dpdk.internal.rte.Abi;
import io.heddle.dpdk.internal.rte.Mbufs;
import io.heddle.dpdk.internal.rte.Queues;
import io.heddle.dpdk.internal.rte.RxInterrupt;
import io.heddle.foreign.NativeMemory;
import io.heddle.net.Datagram;
import io.heddle.net.spi.PortTally;
import io.heddle.net.spi.SelfLoop;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;

/**
 * The receiving half of a port: frames become datagrams, which stay where they are or are copied, or
 * are the stack's. The hot path, so nothing is allocated.
 */
final class Inbound {
    /** Frames in one call, so that a flood of those for nobody does not hold up the loop. */
    private static final int MOST_FRAMES = 8 * Mbufs.BURST;

    /** Datagrams that are lent at once; of more, the others are copied. */
    private static final int MOST_LENT = 2 * Mbufs.BURST;

    private final Mbufs mbufs;
    private final Queues queues;
    private final FrameStack stack;
    private final PortTally tally;
    private final SelfLoop self;
    private final @Nullable RxInterrupt interrupt;
    private final boolean offloads;
    private final long table;

    /** The mbufs of datagrams that were lent by the last burst. */
    private final long lentTable;

    private int lent;

    /** @param offloads whether the device says which checksums are good */
    Inbound(
            Arena arena,
            Mbufs mbufs,
            Queues queues,
            FrameStack stack,
            PortTally tally,
            SelfLoop self,
            @Nullable RxInterrupt interrupt,
            boolean offloads) {
        this.mbufs = mbufs;
        this.queues = queues;
        this.stack = stack;
        this.tally = tally;
        this.self = self;
        this.interrupt = interrupt;
        this.offloads = offloads;
        table = arena.allocate(8L * Mbufs.BURST, 64).address();
        lentTable = arena.allocate(8L * MOST_LENT, 64).address();
    }

    /**
     * Receives what is there.
     *
     * @param lends whether datagrams may stand for the mbufs that they came in, until the next call
     * @return how many datagrams were filled
     */
    int receive(Datagram[] burst, int from, int count, boolean lends) {
        takeBack();
        int filled = self.isEmpty() ? 0 : receiveOwn(burst, from, count);
        int frames = 0;
        boolean armed = interrupt == null;
        while (filled < count && frames < MOST_FRAMES) {
            int got = queues.receive(table, Math.min(Mbufs.BURST, count - filled));
            if (got == 0) {
                if (armed || interrupt == null) {
                    break;
                }
                // Armed before the last look, or a frame in between would wake nobody.
                interrupt.rearm();
                armed = true;
                continue;
            }
            frames += got;
            filled += unpack(got, burst, from + filled, lends);
        }
        return filled;
    }

    /** What this port has sent to itself. */
    private int receiveOwn(Datagram[] burst, int from, int count) {
        int filled = 0;
        while (filled < count && !self.isEmpty()) {
            Datagram datagram = burst[from + filled];
            if (self.take(datagram)) {
                tally.received(datagram.lengthBytes(), 0);
                filled++;
            } else {
                tally.dropped(1);
            }
        }
        if (interrupt != null && self.isEmpty()) {
            interrupt.calm();
        }
        return filled;
    }

    /** Ends what was lent. */
    void takeBack() {
        mbufs.free(lentTable, lent);
        lent = 0;
    }

    private int unpack(int got, Datagram[] burst, int from, boolean lends) {
        int filled = 0;
        int done = 0;
        for (int index = 0; index < got; index++) {
            long mbuf = NativeMemory.getLong(table + 8L * index);
            boolean lend = lends && lent < MOST_LENT;
            boolean isData = unpack(mbuf, burst[from + filled], lend);
            filled += isData ? 1 : 0;
            if (isData && lend) {
                NativeMemory.putLong(lentTable + 8L * lent++, mbuf);
            } else {
                NativeMemory.putLong(table + 8L * done++, mbuf);
            }
        }
        mbufs.free(table, done);
        return filled;
    }

    private boolean unpack(long mbuf, Datagram datagram, boolean lend) {
        if (Mbufs.isChained(mbuf)) {
            tally.dropped(1); // Longer than the MTU that the device was given.
            return false;
        }
        long flags = Mbufs.flags(mbuf);
        long frame = Mbufs.frame(mbuf);
        int vlan = (flags & Abi.RX_VLAN_STRIPPED) == 0 ? -1 : Mbufs.vlan(mbuf);
        int what = stack.read(frame, Mbufs.bytes(mbuf), vlan, offloads ? checks(flags) : 0);
        if (what != FrameStack.DATA) {
            return false;
        }
        int bytes = stack.payloadBytes();
        long payload = frame + stack.payloadOffset();
        if (lend) {
            mbufs.lend(datagram, payload, bytes);
        } else if (!copy(payload, bytes, datagram)) {
            tally.dropped(1);
            return false;
        }
        datagram.set(bytes, 0);
        datagram.remote(stack.remoteHigh(), stack.remoteLow(), stack.remotePort());
        datagram.marked(stack.isMarked());
        tally.received(bytes, 0);
        return true;
    }

    private static boolean copy(long payload, int bytes, Datagram datagram) {
        datagram.own();
        if (bytes > datagram.capacityBytes()) {
            return false;
        }
        NativeMemory.copy(payload, datagram.memory().address() + datagram.offset(), bytes);
        return true;
    }

    /** RTE_MBUF_F_RX_IP_CKSUM_* and RTE_MBUF_F_RX_L4_CKSUM_*: both bits together mean none. */
    private static int checks(long flags) {
        long ip = flags & (Abi.RX_IP_CHECKSUM_GOOD | Abi.RX_IP_CHECKSUM_BAD);
        long udp = flags & (Abi.RX_UDP_CHECKSUM_GOOD | Abi.RX_UDP_CHECKSUM_BAD);
        return (ip == Abi.RX_IP_CHECKSUM_GOOD ? FrameStack.IP_CHECKED : 0)
                | (ip == Abi.RX_IP_CHECKSUM_BAD ? FrameStack.IP_BAD : 0)
                | (udp == Abi.RX_UDP_CHECKSUM_GOOD ? FrameStack.UDP_CHECKED : 0)
                | (udp == Abi.RX_UDP_CHECKSUM_BAD ? FrameStack.UDP_BAD : 0);
    }
}
