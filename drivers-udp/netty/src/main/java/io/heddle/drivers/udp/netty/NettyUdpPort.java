package io.heddle.drivers.udp.netty;

import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.NetCapability;
import io.heddle.net.NetCapability.ReceiveOffload;
import io.heddle.net.NetCapability.RxInterrupt;
import io.heddle.net.NetCapability.SegmentationOffload;
import io.heddle.net.NetPort;
import io.heddle.net.PortStats;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.PortTally;

import org.jspecify.annotations.Nullable;

/**
 * A port on a Netty channel. Nothing runs by itself: {@link #rxBurst} runs Netty's event loop once,
 * {@link #txBurst} writes and flushes on the calling thread.
 */
final class NettyUdpPort implements NetPort {
    /** Most segments of one send: UDP_MAX_SEGMENTS of kernels before 6.9. */
    static final int MOST_SEGMENTS = 64;

    /** 65,535 of the IPv4 length field, less 20 for IPv4 and 8 for UDP. */
    static final int MOST_BYTES = 65_507;

    private final NettyChannel channel;
    private final PortTally tally;
    private boolean quiet;
    private boolean closed;

    private NettyUdpPort(NettyChannel channel, PortTally tally) {
        this.channel = channel;
        this.tally = tally;
    }

    static NettyUdpPort open(PortConfig config, PortEvents events) {
        var tally = new PortTally();
        return new NettyUdpPort(NettyChannel.open(config, events, tally), tally);
    }

    @Override
    public int txBurst(Datagram[] burst, int from, int count) {
        int taken = quiet ? 0 : channel.send(burst, from, count);
        if (taken < count) {
            tally.refused(count - taken);
        }
        return taken;
    }

    @Override
    public int rxBurst(Datagram[] burst, int from, int count) {
        return closed ? 0 : channel.receive(burst, from, count);
    }

    @Override
    public int mtuBytes() {
        return channel.mtuBytes();
    }

    @Override
    public NetAddress localAddress() {
        return channel.localAddress();
    }

    @Override
    public int wakeDescriptor() {
        return channel.descriptor();
    }

    @Override
    public <T extends NetCapability> @Nullable T capability(Class<T> type) {
        if (type == SegmentationOffload.class && channel.segments()) {
            return type.cast(new SegmentationOffload(MOST_SEGMENTS, MOST_BYTES));
        }
        if (type == ReceiveOffload.class && channel.joins()) {
            return type.cast(new ReceiveOffload(MOST_BYTES));
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
        quiet = true;
        closed = true;
        channel.close();
    }
}
