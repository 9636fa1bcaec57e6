package io.heddle.dpdk.internal;

import io.heddle.dpdk.frames.FrameStack;
import io.heddle.dpdk.internal.rte.Abi;
import io.heddle.dpdk.internal.rte.Mbufs;
import io.heddle.dpdk.internal.rte.Queues;
import io.heddle.foreign.NativeMemory;
import io.heddle.net.Datagram;
import io.heddle.net.spi.PortTally;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.Arena;

/**
 * The sending half of a port: datagrams get their headers in the mbufs that they were built in, or
 * are copied into others. The hot path, so nothing is allocated.
 */
final class Outbound {
    private final Seat seat;
    private final Mbufs mbufs;
    private final Queues queues;
    private final FrameStack stack;
    private final PortTally tally;
    private final boolean offloads;

    /** The mbufs of a burst, and one for frames of the stack's own, which may interrupt it. */
    private final long table;

    private final long single;

    /** The mbufs that are lent, by the index in the burst; 0 for none. */
    private final long lentTable;

    /** @param offloads whether the device fills in the checksums of UDP */
    Outbound(
            Arena arena,
            Seat seat,
            Mbufs mbufs,
            Queues queues,
            FrameStack stack,
            PortTally tally,
            boolean offloads) {
        this.seat = seat;
        this.mbufs = mbufs;
        this.queues = queues;
        this.stack = stack;
        this.tally = tally;
        this.offloads = offloads;
        table = arena.allocate(8L * Mbufs.BURST, 64).address();
        single = arena.allocate(8, 64).address();
        lentTable = arena.allocate(8L * Mbufs.BURST, 64).address();
    }

    /**
     * Sends as many as go now, in order.
     *
     * @return how many datagrams were taken, from the first one on
     */
    int send(Datagram[] burst, int from, int count) {
        int taken = 0;
        while (taken < count) {
            int batch = Math.min(Mbufs.BURST, count - taken);
            int sent = sendBatch(burst, from + taken, batch);
            taken += sent;
            if (sent < batch) {
                break;
            }
        }
        return taken;
    }

    /** Lends a datagram an mbuf until it is sent from that index. */
    boolean lend(Datagram[] burst, int index) {
        if (index >= Mbufs.BURST) {
            return false;
        }
        long mbuf = lentTo(index);
        if (mbuf == 0) {
            mbuf = takeOne();
            if (mbuf == 0) {
                return false;
            }
            NativeMemory.putLong(lentTable + 8L * index, mbuf);
        }
        mbufs.lend(burst[index], Mbufs.payload(mbuf), mbufs.frameBytes());
        return true;
    }

    /** Ends what is lent. */
    void takeBack() {
        for (int index = 0; index < Mbufs.BURST; index++) {
            long mbuf = lentTo(index);
            if (mbuf != 0) {
                moved(index, mbuf);
                free(mbuf);
            }
        }
    }

    /** The mbuf that is lent to an index, or 0. */
    private long lentTo(int index) {
        return index < Mbufs.BURST ? NativeMemory.getLong(lentTable + 8L * index) : 0;
    }

    /** Somebody else has that mbuf from now on. */
    private void moved(int index, long mbuf) {
        if (lentTo(index) == mbuf) {
            NativeMemory.putLong(lentTable + 8L * index, 0);
        }
    }

    /** What is lent stays so; anything else is free. */
    private void spare(int index, long mbuf) {
        if (lentTo(index) != mbuf) {
            free(mbuf);
        }
    }

    private long takeOne() {
        return mbufs.take(single, 1) ? NativeMemory.getLong(single) : 0;
    }

    /** The mbuf that a datagram was built in, or another one, or 0. */
    private long mbufFor(Datagram datagram, int index) {
        long lent = lentTo(index);
        return lent != 0 && Mbufs.isAt(datagram, Mbufs.payload(lent)) ? lent : takeOne();
    }

    /** Those whose way is known go in rows, so that a burst is one call where nothing is special. */
    private int sendBatch(Datagram[] burst, int from, int count) {
        int row = 0;
        for (int index = 0; index < count; index++) {
            Datagram datagram = burst[from + index];
            long mbuf = mbufFor(datagram, from + index);
            if (mbuf == 0) {
                return row + flush(burst, from, row, index);
            }
            NativeMemory.putLong(table + 8L * index, mbuf);
            Seat lane = lane(datagram);
            int header = lane == null ? build(mbuf, datagram) : 0;
            if (header > 0) {
                continue;
            }
            row += flush(burst, from, row, index);
            if (row < index) {
                spare(from + index, mbuf);
                return row;
            }
            if (lane != null) {
                hand(lane, from + index, mbuf, datagram);
            } else {
                pend(header, from + index, mbuf, datagram.lengthBytes());
            }
            row = index + 1;
        }
        return row + flush(burst, from, row, count);
    }

    /** Counts as sent what waits for its neighbour, and what has no way and so is lost. */
    private void pend(int header, int index, long mbuf, int bytes) {
        tally.sent(bytes, 0);
        if (header < 0) {
            moved(index, mbuf);
            stack.hold(mbuf, Mbufs.frame(mbuf));
        } else {
            spare(index, mbuf);
            tally.unsendable(bytes, 0);
        }
    }

    /** The lane of this very device that a datagram goes to, or null. */
    private @Nullable Seat lane(Datagram datagram) {
        return stack.isOwn(datagram.remoteHigh(), datagram.remoteLow())
                ? seat.lane(datagram.remotePort())
                : null;
    }

    /** Makes a parcel of a datagram; it is lost where there is no room, as it would be elsewhere. */
    private void hand(Seat lane, int index, long mbuf, Datagram datagram) {
        int bytes = datagram.lengthBytes();
        tally.sent(bytes, 0);
        boolean isGiven = bytes <= stack.payloadBytes(datagram.remoteHigh() == 0)
                && give(lane, mbuf, datagram, bytes);
        if (isGiven) {
            moved(index, mbuf);
        } else {
            spare(index, mbuf);
            tally.unsendable(bytes, 0);
        }
    }

    private boolean give(Seat lane, long mbuf, Datagram datagram, int bytes) {
        fill(mbuf, datagram, bytes);
        long parcel = Parcel.of(
                mbuf,
                bytes,
                datagram.remoteHigh(),
                datagram.remoteLow(),
                seat.udpPort(),
                datagram.remotePort());
        return lane.put(parcel, seat);
    }

    private static void fill(long mbuf, Datagram datagram, int bytes) {
        long payload = Mbufs.payload(mbuf);
        if (!Mbufs.isAt(datagram, payload)) {
            NativeMemory.copy(datagram.memory().address() + datagram.offset(), payload, bytes);
        }
    }

    /** Sends the frames of a row; those that the device does not take are the caller's to offer again. */
    private int flush(Datagram[] burst, int from, int row, int end) {
        int sent = row == end ? 0 : queues.send(table + 8L * row, end - row);
        for (int index = row; index < end; index++) {
            long mbuf = NativeMemory.getLong(table + 8L * index);
            if (index < row + sent) {
                tally.sent(burst[from + index].lengthBytes(), 0);
                moved(from + index, mbuf);
            } else {
                spare(from + index, mbuf);
            }
        }
        return sent;
    }

    /** Writes a frame; the answer is as that of {@link FrameStack#write}. */
    private int build(long mbuf, Datagram datagram) {
        int bytes = datagram.lengthBytes();
        boolean isIpv4 = datagram.remoteHigh() == 0;
        if (bytes > stack.payloadBytes(isIpv4)) {
            return FrameStack.UNREACHABLE; // Too long for this link, and so lost.
        }
        fill(mbuf, datagram, bytes);
        int header = stack.write(
                Mbufs.payload(mbuf),
                bytes,
                datagram.remoteHigh(),
                datagram.remoteLow(),
                datagram.remotePort());
        int before = Math.abs(header);
        Mbufs.begin(mbuf, Abi.HEADROOM_BYTES - before, before + bytes);
        if (offloads) {
            offload(mbuf, before, isIpv4);
        }
        return header;
    }

    private void offload(long mbuf, int headerBytes, boolean ipv4) {
        int link = stack.ethernetBytes();
        long family = ipv4 ? Abi.TX_IPV4 : Abi.TX_IPV6;
        Mbufs.offload(mbuf, Abi.TX_UDP_CHECKSUM | family, link, headerBytes - link - 8);
    }

    /** Sends a frame of the stack's own; false where there is no buffer or no room. */
    boolean sendFrame(long frame, int bytes) {
        if (bytes > mbufs.frameBytes() || !mbufs.take(single, 1)) {
            return false;
        }
        long mbuf = NativeMemory.getLong(single);
        NativeMemory.copy(frame, Mbufs.frame(mbuf), bytes);
        Mbufs.length(mbuf, bytes);
        return sendMbuf(mbuf);
    }

    /** Sends one that was held: it was counted as sent, and is lost if the device is full. */
    void sendHeld(long mbuf) {
        if (!sendMbuf(mbuf)) {
            tally.unsendable(0, 0);
        }
    }

    private boolean sendMbuf(long mbuf) {
        NativeMemory.putLong(single, mbuf);
        boolean sent = queues.send(single, 1) == 1;
        if (!sent) {
            free(mbuf);
        }
        return sent;
    }

    /** Frees one that was held and that nobody will get. */
    void drop(long mbuf) {
        tally.unsendable(0, 0);
        free(mbuf);
    }

    private void free(long mbuf) {
        if (mbuf != 0) {
            NativeMemory.putLong(single, mbuf);
            mbufs.free(single, 1);
        }
    }
}
