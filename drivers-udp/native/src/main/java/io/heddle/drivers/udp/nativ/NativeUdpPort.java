package io.heddle.drivers.udp.nativ;

import static io.heddle.foreign.linux.Sockets.ECN_CE;
import static io.heddle.foreign.linux.Sockets.ECN_MASK;
import static io.heddle.foreign.linux.Sockets.MSG_DONTWAIT;

import io.heddle.foreign.linux.Errno;
import io.heddle.foreign.linux.Linux;
import io.heddle.foreign.linux.MessageVector;
import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability;
import io.heddle.net.NetCapability.ReceiveOffload;
import io.heddle.net.NetCapability.RxInterrupt;
import io.heddle.net.NetCapability.SegmentationOffload;
import io.heddle.net.NetPort;
import io.heddle.net.PortStats;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.PortTally;

import org.jspecify.annotations.Nullable;

/** The hot path: recvmmsg straight into the core's datagrams, sendmmsg straight out of them. */
final class NativeUdpPort implements NetPort {
    /** Messages in one system call; more gain nothing, the call is then a few per cent of the cost. */
    private static final int BATCH = 64;

    private final UdpSocket socket;
    private final PortEvents events;
    private final Linux linux;
    private final int fd;
    private final MessageVector tx;
    private final MessageVector rx;
    private final PortTally tally = new PortTally();
    private final SplitSend splitSend;
    private boolean segments;
    private boolean joins;
    private int kernelDrops;
    private int expected;
    private boolean quiet;
    private boolean closed;

    NativeUdpPort(UdpSocket socket, PortEvents events) {
        this.socket = socket;
        this.events = events;
        linux = socket.linux();
        fd = socket.fd();
        tx = new MessageVector(BATCH, socket.family());
        rx = new MessageVector(BATCH, socket.family());
        splitSend = new SplitSend(linux, fd, tx);
        segments = socket.segments();
        joins = socket.joins();
    }

    @Override
    public int txBurst(Datagram[] burst, int from, int count) {
        if (quiet || closed) {
            tally.refused(count);
            return 0;
        }
        int taken = 0;
        while (taken < count) {
            int batch = Math.min(BATCH, count - taken);
            int sent = segments
                    ? sendBatch(burst, from + taken, batch)
                    : splitSend.send(burst[from + taken]);
            if (sent < 0) {
                if (!loses(-sent)) {
                    tally.refused(count - taken);
                    break;
                }
                Datagram lost = burst[from + taken];
                tally.unsendable(lost.lengthBytes(), lost.segmentBytes());
                sent = 1;
            }
            for (int index = 0; index < sent; index++) {
                Datagram datagram = burst[from + taken + index];
                tally.sent(datagram.lengthBytes(), datagram.segmentBytes());
            }
            taken += sent;
        }
        return taken;
    }

    private int sendBatch(Datagram[] burst, int from, int count) {
        for (int index = 0; index < count; index++) {
            Datagram datagram = burst[from + index];
            int bytes = datagram.lengthBytes();
            int segment = datagram.segmentBytes();
            tx.buffer(index, datagram.memory().address() + datagram.offset(), bytes);
            tx.remote(index, datagram.remoteHigh(), datagram.remoteLow(), datagram.remotePort());
            tx.segment(index, segment < bytes ? segment : 0);
        }
        return linux.sendmmsg(fd, tx.address(0), count, MSG_DONTWAIT);
    }

    /**
     * What becomes of the first datagram of a batch that the kernel refused.
     *
     * @return whether it counts as sent and lost; if not, the caller tries again later
     */
    private boolean loses(int errno) {
        switch (errno) {
            case Errno.EAGAIN, Errno.ENOBUFS, Errno.ENOMEM, Errno.EINTR -> {
                return false;
            }
            case Errno.EIO -> {
                // UDP_SEGMENT needs checksum offload on that interface: cut the buffers here.
                boolean joined = segments;
                segments = false;
                return !joined;
            }
            case Errno.EBADF, Errno.ENOTSOCK -> {
                quiet = true;
                events.lost("The socket is gone: error " + errno + ".");
                return false;
            }
            default -> {
                // EMSGSIZE above the interface's MTU, no route, no permission: a path may lose it.
                return true;
            }
        }
    }

    @Override
    public int rxBurst(Datagram[] burst, int from, int count) {
        if (closed) {
            return 0;
        }
        int batch = Math.min(count, BATCH);
        for (int index = 0; index < batch; index++) {
            Datagram datagram = burst[from + index];
            int capacity = datagram.capacityBytes();
            if (joins && capacity < UdpSocket.MOST_BYTES) {
                joins = false;
                socket.joinNoMore();
            }
            rx.buffer(index, datagram.memory().address() + datagram.offset(), capacity);
        }
        // Only what the kernel has written has to be made ready again.
        for (; expected < batch; expected++) {
            rx.expect(expected);
        }
        int received = linux.recvmmsg(fd, rx.address(0), batch, MSG_DONTWAIT);
        if (received <= 0) {
            if (received == -Errno.EBADF || received == -Errno.ENOTSOCK) {
                quiet = true;
                events.lost("The socket is gone: error " + -received + ".");
            }
            return 0;
        }
        int filled = 0;
        for (int index = 0; index < received; index++) {
            Datagram datagram = burst[from + index];
            if (rx.truncated(index)) {
                tally.dropped(1);
                continue;
            }
            fill(datagram, index);
            if (filled != index) {
                Datagram unused = burst[from + filled];
                burst[from + filled] = datagram;
                burst[from + index] = unused;
            }
            filled++;
        }
        for (int index = 0; index < received; index++) {
            rx.expect(index);
        }
        return filled;
    }

    private void fill(Datagram datagram, int index) {
        int bytes = rx.lengthBytes(index);
        rx.readControls(index);
        int segment = rx.joinedBytes();
        int drops = rx.drops(kernelDrops);
        if (drops != kernelDrops) {
            tally.dropped(drops - kernelDrops); // Both wrap at 2^32, so the difference is right.
            kernelDrops = drops;
        }
        datagram.set(bytes, segment < bytes ? segment : 0);
        datagram.marked((rx.trafficClass() & ECN_MASK) == ECN_CE);
        datagram.remote(rx.remoteHigh(index), rx.remoteLow(index), rx.remotePort(index));
        tally.received(bytes, segment);
    }

    @Override
    public int mtuBytes() {
        return socket.mtuBytes();
    }

    @Override
    public NetAddress localAddress() {
        return socket.local();
    }

    @Override
    public int wakeDescriptor() {
        return fd;
    }

    @Override
    public <T extends NetCapability> @Nullable T capability(Class<T> type) {
        if (type == SegmentationOffload.class && socket.segments()) {
            return type.cast(
                    new SegmentationOffload(UdpSocket.MOST_SEGMENTS, UdpSocket.MOST_BYTES));
        }
        if (type == ReceiveOffload.class && socket.joins()) {
            return type.cast(new ReceiveOffload(UdpSocket.MOST_BYTES));
        }
        return type == RxInterrupt.class ? type.cast(new RxInterrupt()) : null;
    }

    @Override
    public PortStats stats() {
        return tally.stats();
    }

    @Override
    public void quiesce() {
        quiet = true;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        quiet = true;
        socket.close();
        tx.close();
        rx.close();
    }
}
