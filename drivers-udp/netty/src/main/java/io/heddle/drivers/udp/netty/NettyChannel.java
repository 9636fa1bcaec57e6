package io.heddle.drivers.udp.netty;

import io.heddle.foreign.linux.Errno;
import io.heddle.net.Datagram;
import io.heddle.net.NetAddress;
import io.heddle.net.spi.BoundInterface;
import io.heddle.net.spi.PortConfig;
import io.heddle.net.spi.PortEvents;
import io.heddle.net.spi.PortTally;
import io.heddle.net.spi.SocketBuffers;
import io.heddle.runtime.StorageException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ManualIoEventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.TimeUnit;

/** One datagram channel with an event loop of its own, which only the port's calls run. */
final class NettyChannel {
    /** Ethernet, jumbo frames included, is below; loopback is above. */
    private static final int JOINED_BELOW_BYTES = 16 << 10;

    private final ManualIoEventLoop loop;
    private final EpollDatagramChannel channel;
    private final KernelSocket kernel;
    private final Slab slab;
    private final Intake intake;
    private final PortTally tally;
    private final RemoteCache remotes = new RemoteCache();
    private final NetAddress local;
    private final int mtuBytes;
    private boolean joins;

    private NettyChannel(
            ManualIoEventLoop loop,
            EpollDatagramChannel channel,
            KernelSocket kernel,
            Slab slab,
            Intake intake,
            PortTally tally,
            int mtuBytes) {
        this.loop = loop;
        this.channel = channel;
        this.kernel = kernel;
        this.slab = slab;
        this.intake = intake;
        this.tally = tally;
        this.mtuBytes = mtuBytes;
        local = Addresses.net(channel.localAddress());
        joins = channel.config().isUdpGro();
    }

    static NettyChannel open(PortConfig config, PortEvents events, PortTally tally) {
        BoundInterface card = BoundInterface.of(config);
        var loop = new ManualIoEventLoop(Thread.currentThread(), EpollIoHandler.newFactory());
        var slab = new Slab();
        var intake = new Intake(slab, tally, events);
        var channel = new EpollDatagramChannel(
                config.bind().isIpv4() ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6);
        var kernel = new KernelSocket(channel.fd().intValue(), config.bind().isIpv4());
        try {
            configure(channel, intake, card.mtuBytes());
            kernel.tune(card, events);
            done(loop, loop.register(channel), config);
            done(loop, channel.bind(Addresses.inet(config.bind())), config);
            // Asking for readiness is a task that the bind has left behind.
            for (int turn = 0; loop.runNow() > 0 && turn < 100; turn++) {}
            concern(channel, events);
            return new NettyChannel(loop, channel, kernel, slab, intake, tally, card.mtuBytes());
        } catch (RuntimeException failed) {
            close(loop, channel);
            kernel.close();
            slab.close();
            throw failed;
        }
    }

    /**
     * Netty reads joined datagrams by recvmsg only, and many datagrams by recvmmsg only. Small ones
     * gain more by joining; large ones are never cut, so they are read many at a time.
     */
    private static void configure(EpollDatagramChannel channel, Intake intake, int mtuBytes) {
        var options = channel.config();
        options.setOption(ChannelOption.SO_RCVBUF, SocketBuffers.WANTED_BYTES);
        options.setOption(ChannelOption.SO_SNDBUF, SocketBuffers.WANTED_BYTES);
        options.setRecvByteBufAllocator(intake::handle);
        boolean join = mtuBytes < JOINED_BELOW_BYTES
                && EpollDatagramChannel.isSegmentedDatagramPacketSupported();
        options.setOption(EpollChannelOption.UDP_GRO, join);
        options.setOption(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, join ? 0 : Slab.SLOT_BYTES);
        intake.joined(join);
        channel.pipeline().addLast(intake);
    }

    private static void done(ManualIoEventLoop loop, ChannelFuture future, PortConfig config) {
        // Both complete on this thread; more turns than a few mean that Netty has changed.
        for (int turn = 0; !future.isDone() && turn < 100; turn++) {
            loop.runNow();
        }
        Throwable cause = future.cause();
        if (cause != null || !future.isSuccess()) {
            String why = cause == null ? "no answer" : String.valueOf(cause.getMessage());
            int errno = why.contains("in use")
                    ? Errno.EADDRINUSE
                    : why.contains("assign") ? Errno.EADDRNOTAVAIL : Errno.EIO;
            String remedy = errno == Errno.EADDRINUSE
                    ? "another socket has it; choose another port, or 0 for a free one."
                    : "choose an address that `ip address` shows.";
            throw new StorageException(
                    errno,
                    "The port of " + config.name() + " cannot bind " + config.bind() + " (" + why
                            + "): " + remedy,
                    cause);
        }
    }

    private static void concern(EpollDatagramChannel channel, PortEvents events) {
        Integer given = channel.config().getOption(ChannelOption.SO_RCVBUF);
        // The kernel doubles what was asked for; Netty cannot force beyond rmem_max.
        if (given != null) {
            SocketBuffers.given(given / 2, false, events);
        }
    }

    /** Copies datagrams out, writes them to the channel and flushes; how many were taken. */
    int send(Datagram[] burst, int from, int count) {
        if (pending()) {
            runWithoutReading();
        }
        int taken = 0;
        while (taken < count) {
            if (!pending()) {
                slab.reset();
            }
            int before = taken;
            while (taken < count && write(burst[from + taken])) {
                taken++;
            }
            if (taken == before) {
                break;
            }
            channel.flush();
        }
        return taken;
    }

    private boolean write(Datagram datagram) {
        DatagramPacket packet = slab.copy(datagram, remotes.get(datagram));
        if (packet == null) {
            return false;
        }
        channel.write(packet, channel.voidPromise());
        tally.sent(datagram.lengthBytes(), datagram.segmentBytes());
        return true;
    }

    /** Whether the kernel did not take all that was flushed. */
    private boolean pending() {
        var outbound = channel.unsafe().outboundBuffer();
        return outbound != null && !outbound.isEmpty();
    }

    /** Lets Netty send what is left when the socket is writable, and leaves received datagrams alone. */
    private void runWithoutReading() {
        channel.config().setAutoRead(false);
        loop.runNow();
        channel.config().setAutoRead(true);
    }

    int receive(Datagram[] burst, int from, int count) {
        if (joins && count > 0 && burst[from].capacityBytes() < NettyUdpPort.MOST_BYTES) {
            // What is joined would not fit: the core does without.
            joins = false;
            channel.config().setOption(EpollChannelOption.UDP_GRO, false);
        }
        intake.begin(burst, from, count);
        loop.runNow();
        int filled = intake.end();
        if (filled > 0) {
            tally.dropped(kernel.newDrops());
        }
        return filled;
    }

    int mtuBytes() {
        return mtuBytes;
    }

    NetAddress localAddress() {
        return local;
    }

    int descriptor() {
        return channel.fd().intValue();
    }

    boolean segments() {
        return EpollDatagramChannel.isSegmentedDatagramPacketSupported();
    }

    boolean joins() {
        return joins;
    }

    void close() {
        close(loop, channel);
        kernel.close();
        slab.close();
    }

    private static void close(ManualIoEventLoop loop, @Nullable EpollDatagramChannel channel) {
        if (channel != null) {
            channel.close();
        }
        loop.shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
        for (int turn = 0; !loop.isTerminated() && turn < 1000; turn++) {
            loop.runNow();
        }
    }
}
