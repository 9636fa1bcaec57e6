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
 * The sending half of a port: datagrams are copied into mbufs behind their headers. The hot path, so
 * nothing is allocated.
 */
final class Outbound {
    private final Mbufs mbufs;
    private final Queues queues;
    private final FrameStack stack;
    private final PortTally tally;
    private final SelfLoop self;
    private final @Nullable RxInterrupt interrupt;
    private final boolean offloads;

    /** The mbufs of a burst, and one for frames of the stack's own, which may interrupt it. */
    private final long table;

    private final long single;

    /** @param offloads whether the device fills in the checksums of UDP */
    Outbound(
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
        single = arena.allocate(8, 64).address();
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
            int sent = mbufs.take(table, batch) ? sendBatch(burst, from + taken, batch) : 0;
            taken += sent;
            if (sent < batch) {
                break;
            }
        }
        return taken;
    }

    /** Those whose way is known go in rows, so that a burst is one call where nothing is special. */
    private int sendBatch(Datagram[] burst, int from, int count) {
        int row = 0;
        for (int index = 0; index < count; index++) {
            long mbuf = NativeMemory.getLong(table + 8L * index);
            Datagram datagram = burst[from + index];
            boolean toSelf = self.isFor(datagram);
            int header = toSelf ? 0 : build(mbuf, datagram);
            if (header > 0) {
                continue;
            }
            row += flush(burst, from, row, index);
            if (row < index) {
                return refuse(row, count);
            }
            tally.sent(datagram.lengthBytes(), 0);
            if (header < 0) {
                stack.hold(mbuf, Mbufs.frame(mbuf));
            } else {
                mbufs.free(table + 8L * index, 1);
                if (!toSelf || !keep(datagram)) {
                    tally.unsendable(datagram.lengthBytes(), 0);
                }
            }
            row = index + 1;
        }
        row += flush(burst, from, row, count);
        return row < count ? refuse(row, count) : count;
    }

    /** Keeps a datagram to this very port until it receives, for which it may have to be woken. */
    private boolean keep(Datagram datagram) {
        if (interrupt != null && self.isEmpty()) {
            interrupt.signal();
        }
        return self.put(datagram);
    }

    /** Sends the frames of a row, and counts those that the device took. */
    private int flush(Datagram[] burst, int from, int row, int end) {
        int sent = row == end ? 0 : queues.send(table + 8L * row, end - row);
        for (int index = row; index < row + sent; index++) {
            tally.sent(burst[from + index].lengthBytes(), 0);
        }
        return sent;
    }

    /** The device is full: the caller offers again what it did not take. */
    private int refuse(int taken, int count) {
        mbufs.free(table + 8L * taken, count - taken);
        return taken;
    }

    /** Writes a frame; the answer is as that of {@link FrameStack#write}. */
    private int build(long mbuf, Datagram datagram) {
        int bytes = datagram.lengthBytes();
        boolean isIpv4 = datagram.remoteHigh() == 0;
        if (bytes > stack.payloadBytes(isIpv4)) {
            return FrameStack.UNREACHABLE; // Too long for this link, and so lost.
        }
        long payload = NativeMemory.getLong(mbuf + Abi.MBUF_BUFFER) + Abi.HEADROOM_BYTES;
        NativeMemory.copy(datagram.memory().address() + datagram.offset(), payload, bytes);
        int header = stack.write(
                payload, bytes, datagram.remoteHigh(), datagram.remoteLow(), datagram.remotePort());
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
        NativeMemory.putLong(single, mbuf);
        mbufs.free(single, 1);
    }
}
