package io.heddle.dpdk.internal;

import io.heddle.dpdk.frames.FrameStack;
import io.heddle.dpdk.internal.rte.Abi;
import io.heddle.dpdk.internal.rte.Mbufs;
import io.heddle.foreign.NativeMemory;
import io.heddle.net.Datagram;
import io.heddle.net.spi.PortTally;

import java.lang.foreign.Arena;

/**
 * The receiving half of a port: frames become datagrams, which stay where they are or are copied, or
 * are the stack's. The hot path, so nothing is allocated.
 */
final class Inbound {
    /** Frames in one call, so that a flood of those for nobody does not hold up the loop. */
    private static final int MOST_FRAMES = 8 * Mbufs.BURST;

    /** Datagrams that are lent at once; of more, the others are copied. */
    static final int MOST_LENT = 2 * Mbufs.BURST;

    private final Seat seat;
    private final Mbufs mbufs;
    private final FrameStack stack;
    private final PortTally tally;
    private final boolean offloads;
    private final long table;

    /** The mbufs of datagrams that were lent by the last burst. */
    private final long lentTable;

    private int lent;

    /** @param offloads whether the device says which checksums are good */
    Inbound(
            Arena arena,
            Seat seat,
            Mbufs mbufs,
            FrameStack stack,
            PortTally tally,
            boolean offloads) {
        this.seat = seat;
        this.mbufs = mbufs;
        this.stack = stack;
        this.tally = tally;
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
        seat.awake();
        int filled = 0;
        int frames = 0;
        while (filled < count && frames < MOST_FRAMES) {
            int got = seat.receive(table, Math.min(Mbufs.BURST, count - filled));
            if (got == 0) {
                if (seat.rest()) {
                    continue;
                }
                break;
            }
            frames += got;
            filled += unpack(got, burst, from + filled, lends);
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
            long entry = NativeMemory.getLong(table + 8L * index);
            long mbuf = Parcel.mbuf(entry);
            boolean lend = lends && lent < MOST_LENT;
            boolean isData = Parcel.is(entry)
                    ? open(mbuf, burst[from + filled], lend)
                    : unpack(mbuf, burst[from + filled], lend);
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
        if (!fill(datagram, frame + stack.payloadOffset(), stack.payloadBytes(), lend)) {
            return false;
        }
        datagram.remote(stack.remoteHigh(), stack.remoteLow(), stack.remotePort());
        datagram.marked(stack.isMarked());
        return true;
    }

    /** A datagram of another lane of this device, or of this one. */
    private boolean open(long mbuf, Datagram datagram, boolean lend) {
        boolean isOurs = Parcel.toPort(mbuf) == seat.udpPort();
        if (!isOurs || !fill(datagram, Mbufs.payload(mbuf), Mbufs.bytes(mbuf), lend)) {
            return false;
        }
        datagram.remote(Parcel.high(mbuf), Parcel.low(mbuf), Parcel.fromPort(mbuf));
        datagram.marked(false);
        return true;
    }

    private boolean fill(Datagram datagram, long payload, int bytes, boolean lend) {
        if (lend) {
            mbufs.lend(datagram, payload, bytes);
        } else if (!copy(payload, bytes, datagram)) {
            tally.dropped(1);
            return false;
        }
        datagram.set(bytes, 0);
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
