package io.heddle.drivers.udp.nativ;

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

/** The hot path: sendmmsg straight out of the core's datagrams, and an {@link Intake}. */
final class NativeUdpPort implements NetPort {
    /** Messages in one system call; more gain nothing, the call is then a few per cent of the cost. */
    private static final int BATCH = 64;

    private final SocketGroup group;
    private final PortEvents events;
    private final Linux linux;
    private final int fd;
    private final MessageVector tx;
    private final PortTally tally = new PortTally();
    private final Intake intake;
    private final SplitSend splitSend;
    private boolean segments;
    private boolean quiet;
    private boolean closed;

    NativeUdpPort(SocketGroup group, PortEvents events) {
        this.group = group;
        this.events = events;
        linux = group.linux();
        fd = group.sender();
        tx = new MessageVector(BATCH, group.family());
        intake = new Intake(group, BATCH, tally);
        splitSend = new SplitSend(linux, fd, tx);
        segments = group.segments();
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
                gone(errno);
                return false;
            }
            default -> {
                // EMSGSIZE above the interface's MTU, no route, no permission: a path may lose it.
                return true;
            }
        }
    }

    private void gone(int errno) {
        if (!quiet) {
            quiet = true;
            events.lost("The socket is gone: error " + errno + ".");
        }
    }

    @Override
    public int rxBurst(Datagram[] burst, int from, int count) {
        if (closed) {
            return 0;
        }
        int filled = intake.receive(burst, from, count);
        int error = filled > 0 ? 0 : intake.error();
        if (error == Errno.EBADF || error == Errno.ENOTSOCK) {
            gone(error);
        }
        return filled;
    }

    @Override
    public int mtuBytes() {
        return group.mtuBytes();
    }

    @Override
    public NetAddress localAddress() {
        return group.local();
    }

    @Override
    public int wakeDescriptor() {
        return group.ready().descriptor();
    }

    @Override
    public <T extends NetCapability> @Nullable T capability(Class<T> type) {
        if (type == SegmentationOffload.class && group.segments()) {
            return type.cast(
                    new SegmentationOffload(SocketGroup.MOST_SEGMENTS, SocketGroup.MOST_BYTES));
        }
        if (type == ReceiveOffload.class && group.joins()) {
            return type.cast(new ReceiveOffload(SocketGroup.MOST_BYTES));
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
        group.close();
        tx.close();
        intake.close();
    }
}
